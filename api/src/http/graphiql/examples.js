// Ready examples, one a tab.
const examples = [
  `# The six couloirs, with where each fact was read
query Couloirs {
  couloirs {
    totalCount
    nodes {
      name
      otherNames
      structures
      provenance { document { title publishedOn { edtf } } locator field }
    }
  }
}`,
  `# Documents sent to the DMP in Île-de-France, quarter by quarter
query DmpIleDeFrance {
  observations(
    filter: { region: { slug: { eq: "ile-de-france" } }, indicator: { slug: { eq: "documents-alimentant-le-dmp" } } }
    orderBy: [{ field: CATEGORY }, { field: PERIOD }]
  ) {
    totalCount
    nodes { category period { edtf earliest latest } value status missingReason note }
    pageInfo { hasNextPage endCursor }
  }
}`,
  `# Which funding windows took applications on 15 March 2022?
query OpenWindows {
  fundingWindows(
    filter: { phases: { some: { kind: { eq: APPLICATION }, startsOn: { lte: "2022-03-15" }, endsOn: { gte: "2022-03-15" } } } }
  ) {
    nodes { name rate programme { name } phases { kind startsOn { edtf } endsOn { edtf precision } superseded } }
  }
}`,
  `# The referenced pharmacy solutions, with their editors
query Solutions {
  solutions(
    filter: { referencings: { some: { status: { eq: REFERENCED }, specification: { couloir: { slug: { eq: "officine" } } } } } }
    orderBy: [{ field: NAME }]
  ) {
    nodes { name editor { name companyGroup } referencings { nodes { status statusOn { edtf } version } } }
  }
}`,
  `# The regional amounts of ESMS numérique, first and revised
query Envelopes {
  regionalEnvelopes(
    filter: { programme: { slug: { eq: "esms-numerique" } }, phase: { eq: "amorcage-temps-1" }, region: { kind: { ne: NATIONAL } } }
    orderBy: [{ field: AMOUNT, direction: DESC }]
  ) {
    nodes { region { name } decision amount asOf { edtf } }
  }
}`,
];
const explorer = ReactDOM.createRoot(document.getElementById("explorer"));
explorer.render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultTabs: examples.map((query) => ({ query })),
    defaultEditorToolsVisibility: false,
  }),
);
