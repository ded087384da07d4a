# The two nodes of compose.yaml, each in its turn while it is ready.

import directors;

probe ready {
    .url = "/health/ready";
    .interval = 2s;
    .timeout = 1s;
}

backend node_1 {
    .host = "node-1";
    .port = "8080";
    .probe = ready;
}

backend node_2 {
    .host = "node-2";
    .port = "8080";
    .probe = ready;
}

acl nodes {
    "10.0.0.0"/8;
    "172.16.0.0"/12;
    "192.168.0.0"/16;
}

sub vcl_init {
    new both = directors.round_robin();
    both.add_backend(node_1);
    both.add_backend(node_2);
}

sub vcl_recv {
    set req.backend_hint = both.backend();
}
