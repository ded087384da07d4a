use segur::datasets::Kind;

/// What separates the texts below.
const MARK: char = '¦';

/// What people write in a column: right, nearly right and wrong.
pub(super) fn written(kind: &Kind) -> Vec<&'static str> {
    let all = match kind {
        Kind::Integer | Kind::Decimal | Kind::Euros => {
            "¦0¦1¦-3¦12.5¦12,5¦1 234,5¦1\u{202f}234,56¦1.234,5¦1,234.5¦12,5 %¦1 234 €¦<5¦≥ 5¦n.d.¦s.o.¦*¦secret¦1e3¦0,001¦12,5678¦+4¦1'234¦01¦1 23 45,5¦٣¦999999999999¦1 234 567 890 123"
        }
        Kind::Boolean => "¦oui¦non¦vrai¦true¦false¦0¦1¦TRUE¦x",
        Kind::Date => {
            "¦2027¦2027-01¦2027-01-15¦15/01/2027¦15/1/27¦31/02/2027¦T3 2026¦2026-Q3¦janvier 2027¦2027-13¦0000-01-01¦2026?¦..¦2027-01-15T00:00¦46037"
        }
        Kind::Term(_) => "¦final¦provisoire¦définitif¦Provisional¦measured¦exact¦less_than¦about",
        Kind::Reference(_) => "¦bretagne¦Bretagne¦53¦Île-de-France¦documents-alimentant-le-dmp¦webinaire-idf-2022",
        Kind::Text | Kind::List => {
            "¦=1+1¦'=1+1¦'- x¦- puce¦+33 2¦@x¦a\"b¦\"¦#x¦  x ¦a\nb¦a\r\nb¦é¦NULL¦a | b¦[\"a\",\"b\"]¦sep=;¦\u{feff}x¦a;b¦a,b¦a\tb¦'¦_x0041_"
        }
    };
    all.split(MARK).collect()
}
