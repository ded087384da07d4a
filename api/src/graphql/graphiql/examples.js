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
  `# Where documents disagree, and which value is retained
query Conflicts {
  conflicts {
    totalCount
    nodes { name retained reason retainedDocument { title publishedOn { edtf } } values { value documents publishedOn { edtf } retained } }
  }
}`,
  `# The versions of a window that was postponed twice
query Postponements {
  fundingWindow(slug: "sons-lgo-vague-1") {
    name
    history { revision publishedAt message changed record { phases { kind startsOn endsOn superseded } } }
  }
}`,
  `# Search, then money by programme, then a calculation
query SearchSumCalculate {
  search(query: "etablissements de sante", first: 5) { total datasets { dataset count } hits { label dataset address } }
  regionalEnvelopeGroups(by: [PROGRAMME, REGION], orderBy: [{ field: SUM, direction: DESC }], first: 5) { key { programme region } count sum }
  calculators {
    esmsNumerique(essms: 50, equipped: false, lang: FR) { total atMost remarks { message } alternatives { label total } records { name sourceLocator } }
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
