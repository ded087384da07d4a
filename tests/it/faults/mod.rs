mod campaigns;
mod disks;
