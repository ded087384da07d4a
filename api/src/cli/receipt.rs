use crate::publishing::Receipt;

/// Prints a receipt.
pub(super) fn print_receipt(receipt: &Receipt, tried: bool) {
    let Receipt {
        created,
        revised,
        withdrawn,
        unchanged,
        ..
    } = receipt;
    match receipt.revision {
        Some(revision) => {
            println!(
                "revision {revision}: {created} created, {revised} revised, {withdrawn} withdrawn, {unchanged} unchanged"
            );
        }
        None if tried => println!(
            "tried, and not published: {created} created, {revised} revised, {withdrawn} withdrawn, {unchanged} unchanged"
        ),
        None => println!("nothing differs: {unchanged} entries unchanged"),
    }
}
