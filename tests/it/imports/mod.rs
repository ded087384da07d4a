mod forms;
mod full_list;
mod spreadsheets;
