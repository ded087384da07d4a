mod forms;
mod founding;
mod inventory;
