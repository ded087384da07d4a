//! The addresses of a dataset.

use serde_json::{Value as Json, json};

use super::{
    bodies,
    document::{Components, Document, Read, bytes, in_json, in_ranges, parameter, read_response, reference, schema},
    filters, schemas,
    shared::{in_path, listed, query},
};
use crate::{
    charts::{PNG, SVG, WIDTHS},
    datasets::{Dataset, aggregate::groups, model::fields::fields, read::order::orderable},
    domain::Result,
    files::Form,
    rest::{
        charts::{Picture, SHAPES},
        groups_query::NO_MEASURE,
    },
    web::list_query::GREATEST_LIMIT,
};

/// Describes the addresses of a dataset.
pub(super) fn describe(dataset: &Dataset, example: Option<&str>, document: &mut Document) -> Result<()> {
    let components = &mut document.components;
    let name = schemas::type_name(dataset);
    schemas::add_record(dataset, components)?;
    let filters = filters::of_dataset(dataset, components)?;
    let shared = Shared::add(dataset, &name, filters, components)?;
    let own = dataset.name.replace('-', "_");
    let single = dataset.singular.replace('-', "_");
    let title = dataset.title.english;
    let read = |id: String, summary: String, parameters: Vec<Json>, response: Json| Read {
        id,
        summary,
        description: None,
        tag: dataset.name,
        parameters,
        is_of_data: true,
        response,
    };
    let list = Read {
        description: None,
        ..read(
            format!("list_{own}"),
            format!("{title}: a page, at most {GREATEST_LIMIT} records"),
            shared.of_page(),
            list_response(dataset, &name),
        )
    }
    .path_item();
    document.paths.add(format!("/v1/{}", dataset.name), &list)?;
    let file = read(
        format!("download_{own}"),
        format!("{title}: every record that the filters want, as a file"),
        shared.of_file(),
        reference("responses", &format!("{name}File")),
    )
    .path_item();
    document
        .paths
        .add(format!("/v1/{}.{{format}}", dataset.name), &in_ranges(file))?;
    let mut slug = in_path("slug", "The record's public name.", &schema("SlugFilter"));
    if let Some(example) = example {
        slug["example"] = json!(example);
    }
    let record = read(
        format!("get_{single}"),
        format!("{title}: one record"),
        vec![slug, shared.fields(), parameter("labels")],
        read_response("The record.", &in_json(&schema(&name))),
    );
    document
        .paths
        .add(format!("/v1/{}/{{slug}}", dataset.name), &record.path_item())?;
    describe_groups(dataset, &shared, document)
}

fn describe_groups(dataset: &Dataset, shared: &Shared, document: &mut Document) -> Result<()> {
    let item = Read {
        id: format!("list_{}_groups", dataset.name.replace('-', "_")),
        summary: format!(
            "{}: counted and summed; as CSV where Accept asks for it, or at `groups.csv`; as a chart at `groups.svg` and `groups.png`",
            dataset.title.english
        ),
        description: None,
        tag: dataset.name,
        parameters: shared.of_groups(dataset),
        is_of_data: true,
        response: reference("responses", "Groups"),
    };
    document
        .paths
        .add(format!("/v1/{}/groups", dataset.name), &item.path_item())
}

/// A page, or the same list in another form where Accept asks for it.
fn list_response(dataset: &Dataset, name: &str) -> Json {
    let mut content = in_json(&bodies::page(dataset));
    for (form, ..) in Form::FILES.iter().filter(|(form, ..)| *form != Form::Json) {
        content[form.bare_media_type()] = file_content(*form, name);
    }
    let mut response = read_response(
        &format!(
            "A page; the Link header has the next and the previous one. Each record is a `{name}`; with `fields`, it has these fields alone."
        ),
        &content,
    );
    response["headers"]["Link"] = reference("headers", "Link");
    response
}

/// What a file has inside: NDJSON has a record on each line.
fn file_content(form: Form, name: &str) -> Json {
    match form {
        Form::NdJson => json!({ "schema": schema(name) }),
        form => bytes(form.bare_media_type())[form.bare_media_type()].clone(),
    }
}

/// The parameters that the addresses of a dataset share.
struct Shared {
    name: String,
    filters: String,
    /// How many columns are quantities, which charts draw.
    quantities: usize,
}

impl Shared {
    fn add(dataset: &Dataset, name: &str, filters: String, components: &mut Components) -> Result<Self> {
        let shared = Self {
            name: name.to_owned(),
            filters,
            quantities: groups::quantities(dataset).len(),
        };
        let fields: Vec<String> = fields(dataset).into_iter().map(|field| field.name).collect();
        components.parameters.add(
            format!("{name}Fields"),
            &listed(
                "fields",
                "Only these fields. The record then has no others.",
                &json!({ "type": "string", "enum": fields }),
            ),
        )?;
        let orders: Vec<String> = orderable(dataset)
            .iter()
            .flat_map(|name| [(*name).to_owned(), format!("-{name}")])
            .collect();
        components.parameters.add(
            format!("{name}Sort"),
            &listed(
                "sort",
                "The order; `-` before a name for descending.",
                &json!({ "type": "string", "enum": orders }),
            ),
        )?;
        let dimensions: Vec<String> = groups::dimensions(dataset)
            .into_iter()
            .map(|dimension| dimension.name)
            .collect();
        let mut by = listed("by", "By what.", &json!({ "type": "string", "enum": dimensions }));
        by["required"] = json!(true);
        by["example"] = json!([dimensions.first()]);
        components.parameters.add(format!("{name}By"), &by)?;
        let mut file: Json = Form::FILES
            .iter()
            .map(|(form, ..)| match form {
                Form::Json => (
                    "application/json".to_owned(),
                    json!({ "schema": { "type": "array", "items": schema(name) } }),
                ),
                form => (form.bare_media_type().to_owned(), file_content(*form, name)),
            })
            .collect::<serde_json::Map<_, _>>()
            .into();
        if shared.quantities > 0 {
            file[SVG] = json!({ "schema": { "type": "string" } });
            file[PNG] = bytes(PNG)[PNG].clone();
        }
        components.responses.add(
            format!("{name}File"),
            &read_response(
                "The file. One of a whole dataset tells its rows (`X-Row-Count`) and its digest (`Repr-Digest`) before its bytes, and can be read in ranges; a transfer that fails is cut, never ended as if it were whole.",
                &file,
            ),
        )?;
        Ok(shared)
    }

    fn fields(&self) -> Json {
        parameter(&format!("{}Fields", self.name))
    }

    fn of_list(&self, limit: &str) -> Vec<Json> {
        let own = [
            parameter(&self.filters),
            parameter(filters::OF_RECORDS),
            parameter(&format!("{}Sort", self.name)),
            self.fields(),
        ];
        own.into_iter()
            .chain(["q", "labels", "after", limit].map(parameter))
            .collect()
    }

    fn of_page(&self) -> Vec<Json> {
        let mut all = self.of_list("limit");
        all.extend(["before", "count"].map(parameter));
        all
    }

    fn of_file(&self) -> Vec<Json> {
        let mut all = self.of_list("most");
        all.push(parameter(if self.quantities > 0 { "form_or_chart" } else { "format" }));
        all.push(parameter("csv"));
        if self.quantities > 0 {
            all.push(parameter("picture"));
        }
        // Of one there is no choice.
        if self.quantities > 1 {
            all.push(parameter("y"));
        }
        all
    }

    fn of_groups(&self, dataset: &Dataset) -> Vec<Json> {
        let own = format!("{}By", self.name);
        let mut all = [&own, &self.filters, filters::OF_RECORDS].map(parameter).to_vec();
        all.extend(["group_sort", "group_limit", "group_offset", "q", "group_labels", "csv"].map(parameter));
        let measures = groups::measures(dataset);
        let measures = measures.iter().map(|place| dataset.columns[*place].name);
        let measures: Vec<&str> = measures.chain([NO_MEASURE]).collect();
        all.push(query(
            "measure",
            "What is summed; none counts rows alone. A sum over values that do not add is refused, with the dimension to add or the filter to use.",
            &json!({ "type": "string", "enum": measures }),
        ));
        all
    }
}

/// Adds the parameters and responses that the groups and files of every dataset share.
pub(super) fn describe_shared(components: &mut Components) -> Result<()> {
    let endings: Vec<&str> = Form::FILES.iter().map(|(_, ending, _)| *ending).collect();
    let figures = ["count", "sum", "min", "max", "average"];
    let orders: Vec<String> = figures
        .iter()
        .flat_map(|name| [(*name).to_owned(), format!("-{name}")])
        .collect();
    for (name, parameter) in [
        (
            "format",
            in_path(
                "format",
                "The form of the file.",
                &json!({ "type": "string", "enum": endings }),
            ),
        ),
        (
            "group_sort",
            listed(
                "sort",
                "The order; `-` before a name for descending.",
                &json!({ "type": "string", "enum": orders }),
            ),
        ),
        (
            "group_limit",
            query(
                "limit",
                "The most groups.",
                &json!({ "type": "integer", "minimum": 1, "maximum": groups::GREATEST_GROUPS, "default": groups::DEFAULT_GROUPS }),
            ),
        ),
        (
            "group_offset",
            query(
                "offset",
                "How many groups to skip.",
                &json!({ "type": "integer", "minimum": 0, "maximum": 10_000, "default": 0 }),
            ),
        ),
        (
            "group_labels",
            query(
                "labels",
                "What the values of the key are called, in this language; and the INSEE codes of regions.",
                &json!({ "type": "string", "enum": ["fr", "en"] }),
            ),
        ),
    ] {
        components.parameters.add(name, &parameter)?;
    }
    components.headers.add(
        "Link",
        &json!({ "description": "The first, the previous and the next page (RFC 8288).", "schema": { "type": "string" } }),
    )?;
    let group = schemas::add_shape(components, &bodies::group())?;
    let mut content = in_json(&bodies::groups(&group));
    content["text/csv"] = bytes("text/csv")["text/csv"].clone();
    components
        .responses
        .add("Groups", &read_response("The groups.", &content))?;
    describe_charts(components)?;
    components
        .responses
        .add("History", &read_response("The versions.", &in_json(&bodies::history())))
}

/// How a chart looks: each member is a parameter of its own.
fn picture() -> Json {
    json!({
        "name": "picture", "in": "query", "style": "form", "explode": true,
        "description": "How a chart looks. Each member is a parameter of its own: `?chart=map&theme=dark`.",
        "schema": { "type": "object", "properties": {
            "chart": {
                "type": "string",
                "enum": SHAPES.map(|(name, _)| name),
                "description": "How rows are drawn: a line for each series over time, a bar or a dot for each row, a map of the regions, or the regions as tiles. Lines where there are several periods, else bars.",
            },
            "x": { "type": "string", "description": "What stands along the chart of a list: a column of dates, or one that names." },
            "by": { "type": "string", "description": "What tells the series of a list apart: columns, separated by commas." },
            "width": {
                "type": "integer", "minimum": WIDTHS[0], "maximum": WIDTHS[1], "default": WIDTHS[2],
                "description": "The width of the picture, in pixels.",
            },
            "theme": { "type": "string", "enum": ["light", "dark"], "default": "light", "description": "The colours." },
            "scale": {
                "type": "integer", "minimum": 1, "maximum": 2, "default": 1,
                "description": "How many points of a png are a pixel of its width.",
            },
        } },
    })
}

/// Adds what the charts of every dataset share.
fn describe_charts(components: &mut Components) -> Result<()> {
    let endings = Form::FILES.iter().map(|(_, ending, _)| *ending);
    let endings: Vec<&str> = endings.chain(Picture::ALL.map(|(_, ending, _)| ending)).collect();
    for (name, parameter) in [
        (
            "form_or_chart",
            in_path(
                "format",
                "The form of the file; svg and png are charts and maps.",
                &json!({ "type": "string", "enum": endings }),
            ),
        ),
        ("picture", picture()),
        (
            "y",
            query("y", "The column that is drawn.", &json!({ "type": "string" })),
        ),
    ] {
        components.parameters.add(name, &parameter)?;
    }
    Ok(())
}
