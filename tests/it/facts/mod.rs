mod conflicts;
mod forms;
mod founding;
mod history;
mod inventory;
mod open_on;
