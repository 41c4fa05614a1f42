package io.downfunnel.console;

import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

import io.downfunnel.access.Secret;
import io.downfunnel.domain.Role;
import io.downfunnel.store.UserStore.User;

/** Who looks at this page. */
@Named("visitor")
@RequestScoped
public class Visitor {
    private final CurrentVertxRequest request;
    private boolean gone;

    Visitor(CurrentVertxRequest request) {
        this.request = request;
    }

    Optional<Pass> pass() {
        return gone ? Optional.empty() : Pass.of(request.getCurrent());
    }

    /** Who has just signed out sees what is shown from here on as anybody would. */
    void goes() {
        gone = true;
    }

    public Optional<User> user() {
        return pass().flatMap(Pass::user);
    }

    Optional<Secret> session() {
        return pass().flatMap(Pass::session);
    }

    public boolean isKnown() {
        return user().isPresent();
    }

    /** Empty: nobody is signed in. */
    public String getName() {
        return user().map(User::name).orElse("");
    }

    /** As people write it. */
    public String getRole() {
        return user().map(known -> known.role().text()).orElse("");
    }

    /** Whether this person has a password here. */
    public boolean isWithPassword() {
        return user().filter(known -> !known.company()).isPresent();
    }

    public boolean isMarketer() {
        return may(Role.MARKETER);
    }

    public boolean isAdmin() {
        return may(Role.ADMIN);
    }

    boolean may(Role least) {
        return user().filter(known -> known.role().covers(least)).isPresent();
    }

    /** How many conversions this person may release at once. */
    public long releases() {
        return may(Role.ADMIN) ? Long.MAX_VALUE : may(Role.MARKETER) ? Rights.RELEASED_BY_A_MARKETER : 0;
    }

    /** What a form brings along, to show that a page of this session has sent it. Empty: nobody is signed in. */
    public String getToken() {
        return pass().flatMap(Pass::formToken).map(Secret::word).orElse("");
    }
}
