mod conflicts;
mod forms;
mod founding;
mod history;
mod inventory;
mod not_covered;
mod open_on;
