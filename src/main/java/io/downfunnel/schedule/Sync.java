package io.downfunnel.schedule;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

/**
 * Every step once, in order, until nothing is due; recorded as a run, and told to whoever watches.
 *
 * <p>Steps are safe to run beside each other and beside another node's, so nothing is locked here. A step that fails does
 * not keep the others from their work: what it leaves behind is where the next run takes up.
 */
@ApplicationScoped
public class Sync {
    static final Logger LOG = Logger.getLogger(Sync.class);
}
