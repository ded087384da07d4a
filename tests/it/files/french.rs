//! Files as French offices open them: titles, terms, periods and numbers in French, and workbooks that are ready to be read.

use segur::datasets::registry;
use segur_tests::{Server, audits, on_both_engines};

on_both_engines! {
    a_french_file_has_french_titles_terms_periods_and_numbers,
    workbooks_are_ready_to_be_read,
}

async fn a_french_file_has_french_titles_terms_periods_and_numbers(server: &Server) {
    let read = async |query: &str| {
        let text = server.get(&format!("/v1/observations.csv?{query}")).await.text;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        (header, rows)
    };
    let fields = "fields=period,value,status,nature,qualifier,missing_reason,region&sort=period";
    let french = "dialect=fr&lang=fr";
    let (header, rows) = read(&format!("{fields}&region=ile-de-france&{french}")).await;
    assert_eq!(
        header,
        [
            "Période",
            "Valeur",
            "Statut",
            "Nature",
            "Précision",
            "Raison de l'absence",
            "Région"
        ]
    );
    let cells: Vec<&str> = rows.iter().flatten().map(String::as_str).collect();
    for cell in [
        "T1 2021",
        "Provisoire",
        "Définitive",
        "Mesurée",
        "Exactement",
        "Tiret imprimé dans la source",
    ] {
        assert!(cells.contains(&cell), "{cell}");
    }
    for cell in ["2021-33", "provisional", "final", "measured", "exact", "dash", "66.7"] {
        assert!(!cells.iter().any(|written| written.contains(cell)), "{cell}");
    }
    let (_, rows) = read(&format!("fields=value&value=66.7&{french}")).await;
    assert_eq!(rows, [["66,7"]]);
    // Where no language is named, names and codes are those of the data.
    let (header, rows) = read(&format!("{fields}&region=ile-de-france&dialect=fr")).await;
    assert_eq!(header[..3], ["period", "value", "status"]);
    assert!(rows.iter().any(|row| row[2] == "provisional"), "{:?}", rows[0]);
    let (header, _) = read(&format!("{fields}&region=ile-de-france&dialect=fr&lang=en")).await;
    assert_eq!(header[..3], ["Period", "Value", "Status"]);
}

async fn workbooks_are_ready_to_be_read(server: &Server) {
    let told = audits::audit("workbooks.py", &[server.address.as_str()]);
    assert_eq!(told["opened"], registry().datasets().count() * 2, "{told}");
}
