package io.downfunnel.deliver;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jboss.logging.Logger;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.PlatformException;

/** The longest time for one call: an adapter has its own timeouts, this one holds for all that it does together. */
record CallStep(Duration longest, String platform) {
    private static final Logger LOG = Logger.getLogger(CallStep.class);

    /** @throws PlatformException the adapter's, or one of an unknown outcome when it took too long or failed otherwise */
    <T> T call(Callable<T> request) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = executor.submit(request);
            try {
                return answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                answer.cancel(true);
                throw noAnswer("No answer within " + longest.toSeconds() + " s.", e);
            } catch (InterruptedException e) {
                answer.cancel(true);
                Thread.currentThread().interrupt();
                throw noAnswer("We were told to stop before the answer came.", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof PlatformException known ? known : bug(e.getCause());
            }
        }
    }

    /** Something in the adapter is wrong, and nobody knows how far it had come. */
    private PlatformException bug(Throwable cause) {
        LOG.errorf(cause, "The adapter of %s failed", platform);
        return noAnswer("The adapter failed (" + cause.getClass().getSimpleName() + "); the log says more.", cause);
    }

    private static PlatformException noAnswer(String what, Throwable cause) {
        return new PlatformException(
                new Failure(FailureClass.UNKNOWN_OUTCOME, "NO_ANSWER", what), Optional.empty(), cause);
    }
}
