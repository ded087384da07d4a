mod labels;
mod messages;
mod words;
