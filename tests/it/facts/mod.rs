mod forms;
mod founding;
