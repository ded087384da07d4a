//! Examples worked by hand from the documents: the inputs, the total in euros, and the codes of the refusals and remarks expected.

pub struct Example {
    pub inputs: &'static str,
    pub total: &'static str,
    pub told: &'static [&'static str],
}

const fn example(inputs: &'static str, total: &'static str, told: &'static [&'static str]) -> Example {
    Example { inputs, total, told }
}

/// Forfait × rate of the window (100, 90, 85, 80 %), for each domain whose targets are all reached.
pub const SUN_ES: [Example; 15] = [
    // Window 1, biology at its target of 45 %: 10,000 × 100 %.
    example(
        "window=1&forfait_biology=10000&biology_report=45",
        "10000.00",
        &["later_windows"],
    ),
    example("window=1&forfait_biology=10000&biology_report=44.999", "0.00", &[]),
    // Window 2 asks 54 % and pays 90 %.
    example("window=2&forfait_biology=10000&biology_report=54", "9000.00", &[]),
    // A hospital that reaches its targets in window 3: discharge letters 64, prescriptions 59, operative reports 64; 85 %.
    example(
        "window=3&forfait_discharge_documents=20000&discharge_letter=64&discharge_prescription=59&operative_report=64",
        "17000.00",
        &[],
    ),
    example(
        "window=3&forfait_discharge_documents=20000&discharge_letter=63&discharge_prescription=59&operative_report=64",
        "0.00",
        &[],
    ),
    example(
        "window=3&forfait_discharge_documents=20000&discharge_letter=64&discharge_prescription=59",
        "0.00",
        &[],
    ),
    // Window 4: 80 %.
    example("window=4&forfait_imaging=10000.10&imaging_report=63", "8000.08", &[]),
    // Three domains, window 1: 123 + 45.5 + 31.5.
    example(
        "window=1&forfait_discharge_documents=123&discharge_letter=49&discharge_prescription=40&operative_report=49&forfait_biology=45.50&biology_report=45&forfait_imaging=31.50&imaging_report=45",
        "200.00",
        &[],
    ),
    // The same, imaging missed.
    example(
        "window=1&forfait_discharge_documents=123&discharge_letter=49&discharge_prescription=40&operative_report=49&forfait_biology=45.50&biology_report=45&forfait_imaging=31.50&imaging_report=44",
        "168.50",
        &[],
    ),
    // Five prerequisites out of six in window 2: no candidate.
    example(
        "window=2&forfait_biology=10000&biology_report=90&prerequisites_met=5",
        "0.00",
        &["prerequisites"],
    ),
    // Applications to window 2 run from 1 March to 30 April 2022.
    example(
        "window=2&forfait_biology=10000&biology_report=90&on=2022-04-30",
        "9000.00",
        &[],
    ),
    example(
        "window=2&forfait_biology=10000&biology_report=90&on=2022-05-01",
        "0.00",
        &["application_closed"],
    ),
    // The sources do not publish the forfait of each hospital: without it, there is no total.
    example("window=4&biology_report=90", NONE, &["no_forfait"]),
    // The first window tolerates one prerequisite, the others none.
    example(
        "window=1&forfait_biology=10000&biology_report=90&prerequisites_met=5",
        "10000.00",
        &["tolerance"],
    ),
    example(
        "window=1&forfait_biology=10000&biology_report=90&prerequisites_met=3",
        "0.00",
        &["prerequisites"],
    ),
];

/// Fewer than 50: 7,000 + up to 14,000 each (not equipped), 5,000 (equipped); from 50: 2,000 + up to 3,000, and 2,000.
pub const ESMS_NUMERIQUE: [Example; 14] = [
    example("essms=15&equipped=false", "315000.00", &["call"]),
    example("essms=14&equipped=false", "0.00", &["grouping_too_small"]),
    example(
        "essms=8&equipped=false&territory=corsica_or_overseas",
        "168000.00",
        &["call"],
    ),
    example(
        "essms=7&equipped=false&territory=corsica_or_overseas",
        "0.00",
        &["grouping_too_small"],
    ),
    example("essms=8&equipped=false", "0.00", &["grouping_too_small"]),
    example("essms=48&equipped=true", "240000.00", &["call"]),
    // 49 and 50: the amounts say on which side, the filing rules do not.
    example("essms=49&equipped=true", "245000.00", &["unclear_call"]),
    example("essms=50&equipped=true", "100000.00", &["unclear_call"]),
    example("essms=51&equipped=true", "102000.00", &["call"]),
    example("essms=51&equipped=false", "255000.00", &["call"]),
    // The national call says 50 or more.
    example("essms=50&equipped=false&several_regions=true", "250000.00", &["call"]),
    // Four ESSMS of small operators: 4 × 10,000 at most, and 100,000 for the project.
    example("essms=20&equipped=true&small_operator_essms=4", "240000.00", &["call"]),
    // The regional call of 2024 closed on 15 September; the multiregional one on 1 June.
    example(
        "essms=20&equipped=true&on=2024-09-15",
        "100000.00",
        &["call", "last_day"],
    ),
    example(
        "essms=20&equipped=true&several_regions=true&on=2024-06-02",
        "0.00",
        &["call_closed"],
    ),
];

/// 40 points of 7 € for each indicator reached, per full-time equivalent, 20 at most; 1,500 or 3,000 € for summaries, + 20 %.
pub const CENTRES_DE_SANTE: [Example; 15] = [
    example(
        "full_time_practitioners=3&ald_patients=200&medical_summaries=180&on=2030-01-01",
        "9000.00",
        &["observed"],
    ),
    // 3 × 160 points × 7 €.
    example(
        "full_time_practitioners=3&dmp_feeding=20&mssante_usage=5&e_prescription=50&apcv=5",
        "3360.00",
        &["value_of_the_point"],
    ),
    example("full_time_practitioners=3&dmp_feeding=20", "840.00", &[]),
    example("full_time_practitioners=3&dmp_feeding=19.999", "0.00", &[]),
    example(
        "full_time_practitioners=3&dmp_feeding=100&mssante_usage=4&e_prescription=49&apcv=4",
        "840.00",
        &[],
    ),
    example(
        "full_time_practitioners=20&dmp_feeding=20&mssante_usage=5&e_prescription=50&apcv=5",
        "22400.00",
        &[],
    ),
    example(
        "full_time_practitioners=27.5&dmp_feeding=20&mssante_usage=5&e_prescription=50&apcv=5",
        "22400.00",
        &["capped"],
    ),
    example("full_time_practitioners=2.5&apcv=5", "700.00", &[]),
    // In 2022, e-prescription and the carte Vitale application are not in force.
    example(
        "full_time_practitioners=3&dmp_feeding=20&mssante_usage=5&e_prescription=50&apcv=5&on=2022-06-30",
        "1680.00",
        &["not_in_force"],
    ),
    // Summaries for half, for 90 %, and for 90 % with a third structured.
    example(
        "full_time_practitioners=3&ald_patients=200&medical_summaries=100",
        "4500.00",
        &["weighting"],
    ),
    example(
        "full_time_practitioners=3&ald_patients=200&medical_summaries=99",
        "0.00",
        &[],
    ),
    example(
        "full_time_practitioners=3&ald_patients=200&medical_summaries=180",
        "9000.00",
        &[],
    ),
    example(
        "full_time_practitioners=3&ald_patients=200&medical_summaries=180&structured_summaries=60",
        "10800.00",
        &[],
    ),
    example(
        "full_time_practitioners=3&ald_patients=200&medical_summaries=180&structured_summaries=59",
        "9000.00",
        &[],
    ),
    example(
        "full_time_practitioners=25&ald_patients=10&medical_summaries=5&structured_summaries=5",
        "36000.00",
        &["capped"],
    ),
];

/// There is no amount, and the codes tell.
pub const NONE: &str = "";

/// Whether an order is admissible.
pub const SONS: [Example; 17] = [
    example(
        "software_function=lgc&ordered_on=2022-07-01&proofs_filed_on=2022-06-10",
        NONE,
        &[],
    ),
    example(
        "software_function=lgc&ordered_on=2022-11-30&proofs_filed_on=2022-06-10",
        NONE,
        &[],
    ),
    example(
        "software_function=lgc&ordered_on=2022-12-01&proofs_filed_on=2022-06-10",
        NONE,
        &["after_the_end"],
    ),
    example(
        "software_function=lgc&ordered_on=2021-08-10",
        NONE,
        &["before_the_text"],
    ),
    // 120 days from 1 February 2022 is 1 June 2022, which is also 4 months.
    example(
        "software_function=lgc&ordered_on=2022-02-01&proofs_filed_on=2022-06-01",
        NONE,
        &[],
    ),
    example(
        "software_function=lgc&ordered_on=2022-02-01&proofs_filed_on=2022-06-02",
        NONE,
        &["too_early"],
    ),
    // 120 days from 1 July 2022 is 29 October; requests for referencing ended on 15 June.
    example(
        "software_function=lgc&ordered_on=2022-07-01&proofs_filed_on=2022-10-29",
        NONE,
        &["referencing_closed"],
    ),
    example(
        "software_function=lgc&ordered_on=2022-07-01&proofs_filed_on=2022-11-02",
        NONE,
        &["too_early", "referencing_closed"],
    ),
    example(
        "software_function=lgc&ordered_on=2022-07-01&editors_already_funded=1",
        NONE,
        &["one_editor", "conditional"],
    ),
    example(
        "software_function=lgc&ordered_on=2022-07-01&exclusions=sons-lgc-logiciel-non-eligible-2",
        NONE,
        &["ineligible_software"],
    ),
    example(
        "software_function=dpi&ordered_on=2022-07-01&exclusions=sons-hopital-exclusion-1,sons-hopital-exclusion-3",
        NONE,
        &["excluded_cost"],
    ),
    example("software_function=lgo&ordered_on=2023-03-16", NONE, &["after_the_end"]),
    // The arrêté of the DUI was signed on 2 February 2022 and published on the 12th.
    example(
        "software_function=dui&ordered_on=2022-02-11",
        NONE,
        &["before_the_text"],
    ),
    // The desk opened on 31 August 2021.
    example(
        "software_function=lgc&ordered_on=2022-03-01&referenced_on=2021-01-01",
        NONE,
        &["before_the_desk"],
    ),
    // Referenced after the order: the 120 days are not known.
    example(
        "software_function=lgc&ordered_on=2022-03-01&referenced_on=2022-05-01",
        NONE,
        &["conditional"],
    ),
    // No arrêté is dated in the sources for the DPI.
    example("software_function=dpi&ordered_on=2020-09-01", NONE, &["text_unknown"]),
    example(
        "software_function=pfi&ordered_on=2021-08-10",
        NONE,
        &["before_the_text"],
    ),
];
