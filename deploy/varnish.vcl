vcl 4.1;

import std;

# Varnish in front of segur nodes started with --purge http://VARNISH:6081 --trusted-proxies VARNISH.
# A publication leaves the cache as soon as a node learns of it; datasets that it did not touch keep their answers.

# Which nodes answer, and may tell what changed.
include "./backends.vcl";

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ nodes) {
            return (synth(403));
        }
        if (req.http.Surrogate-Key == "*") {
            ban("obj.status != 0");
        } else if (req.http.Surrogate-Key ~ "^[a-z-]+( [a-z-]+)*$") {
            ban("obj.http.Surrogate-Key ~ (^|\s)(" + regsuball(req.http.Surrogate-Key, " ", "|") + ")(\s|$)");
        } else {
            return (synth(400));
        }
        return (synth(200));
    }
    # What is answered to a credential is never shared; reads without one carry no cookies.
    if (req.http.Authorization) {
        return (pass);
    }
    unset req.http.Cookie;
    # A client that knows of a revision is never served an earlier one.
    if (req.http.X-Revision-At-Least) {
        return (pass);
    }
}

sub vcl_backend_response {
    # Told of each publication, this cache may keep answers for longer than caches that are not.
    if (beresp.ttl > 0s && beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, ".*max-age=([0-9]+).*", "\1s"), beresp.ttl);
    }
    unset beresp.http.Surrogate-Control;
    # What is left to one client is nothing to others.
    if (beresp.ttl > 0s) {
        unset beresp.http.RateLimit;
        unset beresp.http.RateLimit-Policy;
    }
}

sub vcl_deliver {
    unset resp.http.Surrogate-Key;
    # An answer that is still here is still true.
    if (resp.http.Cache-Control !~ "immutable") {
        unset resp.http.Age;
    }
}
