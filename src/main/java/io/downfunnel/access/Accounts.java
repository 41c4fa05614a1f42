package io.downfunnel.access;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.downfunnel.domain.Role;
import io.downfunnel.store.CompanyUserStore;
import io.downfunnel.store.CompanyUserStore.KeptOut;
import io.downfunnel.store.SessionStore;
import io.downfunnel.store.UserStore;
import io.downfunnel.store.UserStore.Change;
import io.downfunnel.store.UserStore.Link;
import io.downfunnel.store.UserStore.User;

/** Users, and the links by which they choose their passwords: nobody ever knows the password of somebody else. */
@Singleton
public class Accounts {
    public static final Duration LINK_LIFE = Duration.ofHours(24);
    public static final int LONGEST_NAME = 100;

    public static final String NO_PASSWORD =
            "You sign in with your company, and have no password here: change it where you sign in.";

    private final UserStore users;
    private final CompanyUserStore company;
    private final SessionStore sessions;

    public Accounts(UserStore users, CompanyUserStore company, SessionStore sessions) {
        this.users = users;
        this.company = company;
        this.sessions = sessions;
    }

    /** What came of the wish for a new user. */
    public sealed interface Added {
        /** @param link to hand over */
        record Done(User user, Secret link) implements Added {}

        record Refused(String why) implements Added {}
    }

    /** What came of choosing a password. */
    public sealed interface Chosen {
        record Done(User user) implements Chosen {}

        record Refused(String why) implements Chosen {}

        /** The link was used, has ended, or never was one. */
        record NoLink() implements Chosen {}
    }

    public List<User> all() {
        return users.all();
    }

    public Optional<User> find(String name) {
        return users.find(name);
    }

    /** A link for whoever becomes the first user; empty when there is one. */
    public Optional<Secret> linkForTheFirst(String by) {
        if (!users.none()) {
            return Optional.empty();
        }
        var link = Secret.random();
        users.linkForTheFirst(link.hash(), LINK_LIFE, by);
        return Optional.of(link);
    }

    public Added add(String name, Role role, String by) {
        var objection = objection(name);
        if (objection.isPresent()) {
            return new Added.Refused(objection.get());
        }
        return users.add(name.strip(), role, by)
                .<Added>map(user -> new Added.Done(user, link(user, by).orElseThrow()))
                .orElseGet(() -> new Added.Refused(
                        "There is a user of that name. Make a new link for them if they cannot sign in."));
    }

    /** Why it cannot be a name; empty when it can. */
    private static Optional<String> objection(String name) {
        var stripped = name.strip();
        if (stripped.isEmpty() || stripped.length() > LONGEST_NAME) {
            return Optional.of("A name has 1 to " + LONGEST_NAME + " characters.");
        }
        return stripped.codePoints().anyMatch(Accounts::unseen)
                ? Optional.of("A name is made of characters that people can see.")
                : Optional.empty();
    }

    /** Control and formatting characters, which would make two names look like one. */
    public static boolean unseen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** A new link for a user; those before it end. Empty when there is no such user any more, or the user has no password. */
    public Optional<Secret> link(User user, String by) {
        var link = Secret.random();
        return users.link(user.id(), link.hash(), LINK_LIFE, by) ? Optional.of(link) : Optional.empty();
    }

    /** People of the company whom an admin has removed. */
    public List<KeptOut> keptOut() {
        return company.keptOut();
    }

    /** Whom; empty: somebody was faster. */
    public Optional<String> letInAgain(long id, String by) {
        return company.letInAgain(id, by);
    }

    public Change changeRole(User user, Role role, String by) {
        return users.changeRole(user.id(), role, by);
    }

    public Change remove(User user, String by) {
        return users.remove(user.id(), by);
    }

    /** What a link is for; uses nothing up. */
    public Optional<Link> look(Secret link) {
        return users.link(link.hash());
    }

    /** The first user, an admin. */
    public Chosen first(Secret link, String name, String password) {
        if (look(link).filter(known -> known.user().isEmpty()).isEmpty()) {
            return new Chosen.NoLink();
        }
        return objection(name)
                .or(() -> users.find(name.strip()).map(other -> "There is a user of that name; take another one."))
                .or(() -> PasswordRule.objection(password, name))
                .<Chosen>map(Chosen.Refused::new)
                .orElseGet(() -> users.addFirst(link.hash(), name.strip(), Passwords.hash(password))
                        .<Chosen>map(Chosen.Done::new)
                        .orElseGet(Chosen.NoLink::new));
    }

    /** By a link. Whoever was signed in by that name is not any more. */
    public Chosen choose(Secret link, String password) {
        var user = look(link).flatMap(Link::user);
        if (user.isEmpty()) {
            return new Chosen.NoLink();
        }
        return PasswordRule.objection(password, user.get().name())
                .<Chosen>map(Chosen.Refused::new)
                .orElseGet(() -> users.choosePassword(link.hash(), Passwords.hash(password))
                        .<Chosen>map(Chosen.Done::new)
                        .orElseGet(Chosen.NoLink::new));
    }

    /**
     * By a user who is signed in.
     *
     * @param session that goes on; all others of the user end
     */
    public Chosen change(User user, String old, String password, Secret session) {
        if (user.company()) {
            return new Chosen.Refused(NO_PASSWORD);
        }
        var counted = Secret.hash("present password of " + user.id());
        if (sessions.attempt(List.of(counted), (at, failures) -> Patience.byName(failures))
                .isPresent()) {
            return new Chosen.Refused("The present password was wrong too often. Try again in a quarter of an hour.");
        }
        var fits = users.password(user.id())
                .filter(hash -> old.length() <= PasswordRule.LONGEST)
                .filter(hash -> Passwords.fits(old, hash));
        if (fits.isEmpty()) {
            return new Chosen.Refused("The present password is another one. Nothing was changed.");
        }
        sessions.succeeded(counted, counted);
        return PasswordRule.objection(password, user.name())
                .<Chosen>map(Chosen.Refused::new)
                .orElseGet(() -> {
                    users.changePassword(user.id(), Passwords.hash(password), session.hash());
                    return new Chosen.Done(user);
                });
    }
}
