mod conflicts;
mod forms;
mod founding;
mod inventory;
