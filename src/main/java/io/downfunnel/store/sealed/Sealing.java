package io.downfunnel.store.sealed;

import java.nio.file.Path;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * The key of this installation. The database keeps a proof of it, a word that was sealed with it, so that a node with
 * another key notices before it seals anything, and so that a key that is lost is not replaced unasked.
 */
@Singleton
public class Sealing {
    private static final Logger LOG = Logger.getLogger(Sealing.class);
    private static final String WORD = "downfunnel";
    private static final String PLACE = "installation/proof";

    private final Jdbi jdbi;
    private final KeyFile file;
    private volatile Seal seal;

    @Inject
    Sealing(
            Jdbi jdbi,
            SecretsConfig config,
            @ConfigProperty(name = "downfunnel.database.directory", defaultValue = "data") Path data) {
        this(jdbi, new KeyFile(config.keyFile().orElse(data.toAbsolutePath().resolveSibling("downfunnel.key"))));
    }

    public Sealing(Jdbi jdbi, KeyFile file) {
        this.jdbi = jdbi;
        this.file = file;
    }

    /** Without a key nothing can be connected in the console; everything else goes on. */
    void begin(@Observes StartupEvent start) {
        trouble().ifPresent(LOG::warn);
    }

    public Path path() {
        return file.path();
    }

    /** Why there is no key, for people; empty when there is one. */
    public Optional<String> trouble() {
        try {
            seal();
            return Optional.empty();
        } catch (SealException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** @throws SealException when the key is missing, or is not this installation's */
    public Seal seal() {
        var known = seal;
        if (known == null) {
            synchronized (this) {
                if (seal == null) {
                    seal = proven(find());
                }
                known = seal;
            }
        }
        return known;
    }

    private Seal find() {
        // The proof first: another node may make the file and then the proof just now.
        boolean made = proof().isPresent();
        return file.read().orElseGet(() -> {
            if (made) {
                throw new SealException(
                        "The key file " + file.path() + " is missing, so what was connected in the console"
                                + " cannot be read here. Copy the file from another node, or put it back from your copy; if it is"
                                + " lost, begin with a new key on the page Connections and connect anew.");
            }
            return file.create();
        });
    }

    private Seal proven(Seal found) {
        jdbi.useHandle(sql -> sql.createUpdate("insert into secret_key (proof) values (:proof) on conflict do nothing")
                .bind("proof", found.seal(WORD, PLACE))
                .execute());
        try {
            found.open(proof().orElseThrow(), PLACE);
            return found;
        } catch (SealException e) {
            throw new SealException("The key file " + file.path() + " is not the one of this installation, so what was"
                    + " connected in the console cannot be read here. Copy the file of the node on which it was"
                    + " connected; several nodes need the same one.");
        }
    }

    private Optional<byte[]> proof() {
        return jdbi.withHandle(sql -> sql.createQuery("select proof from secret_key")
                .mapTo(byte[].class)
                .findOne());
    }

    /** The key is lost: forgets what was sealed with it, and makes another one. All has to be connected anew. */
    public synchronized void startAnew() {
        jdbi.useTransaction(sql -> {
            sql.execute("delete from pending_sign_in");
            sql.execute("delete from sign_in");
            sql.execute("""
                    update connection_settings set version = nextval('connection_settings_version')
                     where connection in (select connection from connection_setting where sealed is not null)""");
            sql.execute("delete from connection_setting where sealed is not null");
            sql.execute("delete from secret_key");
        });
        file.retire();
        seal = null;
        seal();
    }
}
