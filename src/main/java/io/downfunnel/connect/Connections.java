package io.downfunnel.connect;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import jakarta.inject.Singleton;

import io.downfunnel.domain.Node;
import io.downfunnel.platform.Connected;
import io.downfunnel.platform.http.TokenShelf;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.TokenStore;

/** What was connected in the console, on whichever node. */
@Singleton
public class Connections implements Connected {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SignInStore signIns;
    private final TokenStore tokens;
    private final Node node;
    private final Clock clock;

    public Connections(SignInStore signIns, TokenStore tokens, Node node, Clock clock) {
        this.signIns = signIns;
        this.tokens = tokens;
        this.node = node;
        this.clock = clock;
    }

    @Override
    public Map<String, Long> versions() {
        return signIns.versions();
    }

    @Override
    public TokenShelf shelf(String platform) {
        return new SharedShelf(platform, tokens, node.name(), PATIENCE, clock);
    }
}
