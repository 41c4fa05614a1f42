package io.downfunnel.access.company;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * A company's OpenID provider, over the wire and as strict as OpenID Connect Core 1.0, RFC 6749 and RFC 7636 are: it knows its
 * client and where that may be sent back to, gives each code once, and wants the proof key. On request it misbehaves.
 */
public final class OpenIdProvider implements AutoCloseable {
    public static final String CLIENT = "downfunnel console";
    public static final String SECRET = "s3cret: with / all + kinds & of = signs";
    private static final Set<String> BACK = Set.of("/sign-in/company/callback");
    private static final Set<String> AFTERWARDS = Set.of("/sign-in");

    /** How a token is signed. */
    public enum Signature {
        PROPER,
        NONE,
        CUT_OFF,
        WITH_THE_SECRET,
        WITH_THE_PUBLIC_KEY,
        WITH_A_STRANGERS_KEY,
    }

    /** What a client can be told, beside what it wants to hear. */
    public volatile Consumer<JwtClaims> twist = claims -> {};

    public volatile Signature signature = Signature.PROPER;
    public volatile Consumer<Map<String, Object>> metadata = json -> {};
    public volatile boolean down;
    public volatile boolean rolesOnlyInUserInfo;
    public volatile String userInfoSubject = "";
    /** It can do both, and lets this client do one of them. */
    public volatile boolean secretInHeaderOnly;

    public volatile int userInfoStatus = 200;
    public volatile String clientSecret = SECRET;

    /** Whatever a client did that it must not do. */
    public final List<String> complaints = new CopyOnWriteArrayList<>();

    /** Requests, by path. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final Map<String, Map<String, Object>> people = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> requests = new ConcurrentHashMap<>();
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    private final Map<String, String> accessTokens = new ConcurrentHashMap<>();
    private final HttpServer server;
    /** Made once: it takes its time. */
    private static final RsaJsonWebKey KEY = rsa();

    private volatile RsaJsonWebKey key = KEY;

    private record Grant(String person, Map<String, String> request) {}

    private OpenIdProvider(HttpServer server) {
        this.server = server;
        person("anna", "Downfunnel.Admin");
        person("berta", "Downfunnel.Viewer", "Everybody");
        person("carla", "Everybody");
    }

    public static OpenIdProvider start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            var provider = new OpenIdProvider(server);
            server.createContext("/", provider::answer);
            server.setExecutor(Executors.newCachedThreadPool(work -> {
                var thread = new Thread(work);
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds somebody, or changes their roles. */
    public void person(String name, String... roles) {
        var claims = new HashMap<String, Object>();
        claims.put("sub", "subject-of-" + name);
        claims.put("preferred_username", name);
        claims.put("roles", List.of(roles));
        people.put(name, claims);
    }

    /** The same person with something else said about them. */
    public void say(String name, String claim, Object value) {
        people.get(name).put(claim, value);
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void rotateKeys() {
        key = rsa();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static RsaJsonWebKey rsa() {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(UUID.randomUUID().toString());
            key.setUse("sig");
            key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    // What a person does in the browser

    /** Somebody signs in there, and is sent back with what this returns. */
    public Map<String, String> signIn(URI asked, String name) {
        return parameters(decide(authorize(asked), name).getRawQuery());
    }

    private String authorize(URI asked) {
        var request = parameters(asked.getRawQuery());
        var wrong = wrong(request);
        if (!wrong.isEmpty()) {
            complaints.addAll(wrong);
            throw new IllegalArgumentException(wrong.toString());
        }
        var id = UUID.randomUUID().toString();
        requests.put(id, request);
        return id;
    }

    private static List<String> wrong(Map<String, String> request) {
        var wrong = new ArrayList<String>();
        check(wrong, CLIENT.equals(request.get("client_id")), "an unknown client");
        check(wrong, "code".equals(request.get("response_type")), "another response type than code");
        check(wrong, registered(request.get("redirect_uri"), BACK), "a redirect address that is not registered");
        check(wrong, List.of(request.getOrDefault("scope", "").split(" ")).contains("openid"), "no scope openid");
        check(wrong, request.getOrDefault("state", "").length() >= 40, "no state, or one that can be guessed");
        check(wrong, request.getOrDefault("nonce", "").length() >= 40, "no nonce, or one that can be guessed");
        check(wrong, request.getOrDefault("code_challenge", "").matches("[A-Za-z0-9_-]{43}"), "no proof key");
        check(wrong, "S256".equals(request.get("code_challenge_method")), "a proof key that is not hashed");
        return wrong;
    }

    private static void check(List<String> wrong, boolean right, String what) {
        if (!right) {
            wrong.add(what);
        }
    }

    /** Any port of this machine (RFC 8252 §7.3), and nothing else may differ. */
    private static boolean registered(String address, Set<String> paths) {
        var url = URI.create(address == null ? "" : address);
        return "http".equals(url.getScheme())
                && Set.of("localhost", "127.0.0.1").contains(String.valueOf(url.getHost()))
                && paths.contains(url.getRawPath())
                && url.getRawQuery() == null;
    }

    private URI decide(String id, String name) {
        var request = requests.remove(id);
        var back = new LinkedHashMap<String, String>();
        if (people.containsKey(name)) {
            var code = UUID.randomUUID().toString();
            codes.put(code, new Grant(name, request));
            back.put("code", code);
        } else {
            back.put("error", "access_denied");
            back.put("error_description", "<b>the user said no</b>");
        }
        back.put("state", request.get("state"));
        back.put("iss", issuer());
        return URI.create(request.get("redirect_uri") + "?" + Query.of(back));
    }

    // The wire

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            asked.add(path);
            if (down) {
                send(exchange, 503, "text/plain", "We are sorry");
                return;
            }
            switch (path) {
                case "/.well-known/openid-configuration" -> json(exchange, 200, configuration());
                case "/keys" -> send(exchange, 200, "application/json", keys());
                case "/authorize" -> page(exchange);
                case "/decide" -> {
                    var chosen = parameters(exchange.getRequestURI().getRawQuery());
                    redirect(exchange, decide(chosen.get("request"), chosen.get("person")));
                }
                case "/token" -> token(exchange);
                case "/userinfo" -> userInfo(exchange);
                case "/logout" -> logout(exchange);
                default -> send(exchange, 404, "text/plain", "");
            }
        }
    }

    private Map<String, Object> configuration() {
        var json = new HashMap<String, Object>();
        json.put("issuer", issuer());
        json.put("authorization_endpoint", issuer() + "/authorize");
        json.put("token_endpoint", issuer() + "/token");
        json.put("jwks_uri", issuer() + "/keys");
        json.put("userinfo_endpoint", issuer() + "/userinfo");
        json.put("end_session_endpoint", issuer() + "/logout");
        json.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post"));
        metadata.accept(json);
        return json;
    }

    private String keys() {
        return new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    private void page(HttpExchange exchange) throws IOException {
        var id = authorize(exchange.getRequestURI());
        send(
                exchange,
                200,
                "text/html",
                "<!doctype html><title>Company</title><h1>Who are you?</h1>"
                        + java.util.stream.Stream.concat(people.keySet().stream(), java.util.stream.Stream.of("nobody"))
                                .map(name -> "<p><a id=\"" + name + "\" href=\"/decide?request=" + id + "&amp;person="
                                        + name + "\">" + name + "</a>")
                                .collect(Collectors.joining()));
    }

    private void token(HttpExchange exchange) throws IOException {
        var form = parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!exchange.getRequestMethod().equals("POST")
                || exchange.getRequestURI().getRawQuery() != null) {
            complaints.add("the token endpoint was not asked with a form");
        }
        if (!authenticated(form, authorization)) {
            json(exchange, 401, Map.of("error", "invalid_client", "error_description", "secret " + form));
            return;
        }
        // Once, whatever comes of it.
        var grant = Optional.ofNullable(codes.remove(form.getOrDefault("code", "")));
        var fits = "authorization_code".equals(form.get("grant_type"))
                && grant.filter(given -> given.request().get("redirect_uri").equals(form.get("redirect_uri")))
                        .filter(given -> given.request().get("code_challenge").equals(s256(form.get("code_verifier"))))
                        .isPresent();
        if (!fits) {
            json(exchange, 400, Map.of("error", "invalid_grant", "error_description", form.toString()));
            return;
        }
        var access = UUID.randomUUID().toString();
        accessTokens.put(access, grant.get().person());
        json(
                exchange,
                200,
                Map.of(
                        "access_token",
                        access,
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300,
                        "id_token",
                        idToken(grant.get())));
    }

    /** By one way and not by two (RFC 6749 §2.3). */
    private boolean authenticated(Map<String, String> form, Optional<String> authorization) {
        if (authorization.isPresent() && form.containsKey("client_secret")) {
            complaints.add("the client showed its secret in two ways");
            return false;
        }
        if (authorization.isEmpty()) {
            return !secretInHeaderOnly
                    && CLIENT.equals(form.get("client_id"))
                    && clientSecret.equals(form.get("client_secret"));
        }
        var both = new String(
                        Base64.getDecoder().decode(authorization.get().replaceFirst("^Basic ", "")),
                        StandardCharsets.UTF_8)
                .split(":", -1);
        return both.length == 2 && CLIENT.equals(decoded(both[0])) && clientSecret.equals(decoded(both[1]));
    }

    private String idToken(Grant grant) {
        var claims = new JwtClaims();
        claims.setIssuer(issuer());
        claims.setAudience(CLIENT);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setStringClaim("nonce", grant.request().get("nonce"));
        people.get(grant.person()).forEach((name, value) -> {
            if (!rolesOnlyInUserInfo || name.equals("sub")) {
                claims.setClaim(name, value);
            }
        });
        twist.accept(claims);
        try {
            return signed(claims);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signed(JwtClaims claims) throws JoseException {
        var token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setKeyIdHeaderValue(key.getKeyId());
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        token.setKey(key.getRsaPrivateKey());
        switch (signature) {
            case PROPER, CUT_OFF -> {}
            case NONE -> {
                token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
                token.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
                token.setKey(null);
            }
            case WITH_THE_SECRET -> hmac(token, clientSecret.getBytes(StandardCharsets.UTF_8));
            case WITH_THE_PUBLIC_KEY -> hmac(token, key.getRsaPublicKey().getEncoded());
            case WITH_A_STRANGERS_KEY -> token.setKey(rsa().getRsaPrivateKey());
        }
        var compact = token.getCompactSerialization();
        return signature == Signature.CUT_OFF ? compact.substring(0, compact.lastIndexOf('.') + 1) : compact;
    }

    private static void hmac(JsonWebSignature token, byte[] secret) {
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        token.setDoKeyValidation(false);
        token.setKey(new HmacKey(secret));
    }

    private void userInfo(HttpExchange exchange) throws IOException {
        var bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                .replaceFirst("^Bearer ", "");
        var person = Optional.ofNullable(accessTokens.get(bearer)).map(people::get);
        if (person.isEmpty()) {
            send(exchange, 401, "text/plain", "");
            return;
        }
        var claims = new HashMap<>(person.get());
        if (!userInfoSubject.isEmpty()) {
            claims.put("sub", userInfoSubject);
        }
        json(exchange, userInfoStatus, claims);
    }

    /** Signed by us, at whatever time, for whoever may be sent on. */
    private void logout(HttpExchange exchange) throws IOException {
        var asked = parameters(exchange.getRequestURI().getRawQuery());
        var back = asked.get("post_logout_redirect_uri");
        try {
            new JwtConsumerBuilder()
                    .setVerificationKey(key.getRsaPublicKey())
                    .setExpectedAudience(CLIENT)
                    .setEvaluationTime(NumericDate.fromSeconds(0))
                    .build()
                    .processToClaims(asked.getOrDefault("id_token_hint", ""));
        } catch (InvalidJwtException e) {
            complaints.add("a sign-out without a token of ours");
        }
        if (!CLIENT.equals(asked.get("client_id")) || !registered(back, AFTERWARDS)) {
            complaints.add("a sign-out that leads elsewhere");
        }
        redirect(exchange, URI.create(back));
    }

    private static String s256(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(String.valueOf(verifier).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new LinkedHashMap<String, String>();
        for (var each : (query == null ? "" : query).split("&")) {
            var parts = each.split("=", 2);
            if (parts.length == 2 && parameters.put(decoded(parts[0]), decoded(parts[1])) != null) {
                throw new IllegalArgumentException("A parameter stands twice: " + parts[0]);
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void json(HttpExchange exchange, int status, Map<String, Object> json) throws IOException {
        send(exchange, status, "application/json", JsonUtil.toJson(json));
    }

    private static void redirect(HttpExchange exchange, URI to) throws IOException {
        exchange.getResponseHeaders().set("Location", to.toString());
        send(exchange, 302, "text/plain", "");
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
