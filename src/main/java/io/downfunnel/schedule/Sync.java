package io.downfunnel.schedule;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

import io.downfunnel.convert.ConvertStep;
import io.downfunnel.deliver.DeliverStep;
import io.downfunnel.deliver.Delivered;
import io.downfunnel.deliver.VerdictStep;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Node;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.DetectStep;
import io.downfunnel.extract.ExtractStep;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.match.MatchStep;
import io.downfunnel.schedule.SyncSummary.Problem;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.DeliveryStore;
import io.downfunnel.store.RunStore;

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
