# Which nodes answer, and may tell what changed.

backend default {
    .host = "127.0.0.1";
    .port = "8080";
    .probe = {
        .url = "/health/ready";
        .interval = 2s;
        .timeout = 1s;
    }
}

# Who may tell what changed: the nodes.
acl nodes {
    "127.0.0.1";
    "::1";
}
