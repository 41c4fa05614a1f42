package io.downfunnel.console;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Optional;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import org.junit.jupiter.api.Test;

import io.downfunnel.access.Secret;

import static org.assertj.core.api.Assertions.assertThat;

class SessionCookieTest {
    private static final Secret SESSION = new Secret("word");

    private static HttpServerRequest request(String scheme, String host, int port) {
        return (HttpServerRequest) Proxy.newProxyInstance(
                HttpServerRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (any, method, arguments) -> switch (method.getName()) {
                    case "scheme" -> scheme;
                    case "authority" -> HostAndPort.authority(host, port);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static SessionCookie at(String base) {
        return new SessionCookie(() -> Optional.ofNullable(base).map(URI::create));
    }

    @Test
    void over_tls_the_cookie_is_bound_to_the_host() {
        for (var cookie : new jakarta.ws.rs.core.NewCookie[] {
            at(null).holding(SESSION, request("https", "df.example", 443)),
            at("https://df.example:8443").holding(SESSION, request("http", "df.example", 8443))
        }) {
            assertThat(cookie.getName()).isEqualTo("__Host-downfunnel");
            assertThat(cookie.isSecure()).isTrue();
            assertThat(cookie.isHttpOnly()).isTrue();
            assertThat(cookie.getPath()).isEqualTo("/");
            assertThat(cookie.getDomain()).isNull();
        }
    }

    @Test
    void without_tls_it_has_a_name_that_browsers_take() {
        for (var cookie : new jakarta.ws.rs.core.NewCookie[] {
            at(null).holding(SESSION, request("http", "127.0.0.1", 8080)),
            at("https://df.example").holding(SESSION, request("http", "127.0.0.1", 8080))
        }) {
            assertThat(cookie.getName()).isEqualTo("downfunnel");
            assertThat(cookie.isSecure()).isFalse();
            assertThat(cookie.isHttpOnly()).isTrue();
        }
    }
}
