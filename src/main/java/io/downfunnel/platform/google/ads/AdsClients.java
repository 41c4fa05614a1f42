package io.downfunnel.platform.google.ads;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.google.ads.googleads.v23.services.ConversionActionServiceClient;
import com.google.ads.googleads.v23.services.ConversionActionServiceSettings;
import com.google.ads.googleads.v23.services.ConversionAdjustmentUploadServiceClient;
import com.google.ads.googleads.v23.services.ConversionAdjustmentUploadServiceSettings;
import com.google.ads.googleads.v23.services.ConversionUploadServiceClient;
import com.google.ads.googleads.v23.services.ConversionUploadServiceSettings;
import com.google.ads.googleads.v23.services.GoogleAdsServiceClient;
import com.google.ads.googleads.v23.services.GoogleAdsServiceSettings;
import com.google.api.gax.core.FixedExecutorProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.ClientSettings;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.api.gax.rpc.UnaryCallSettings;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;

import io.downfunnel.platform.Endpoint;

/** Google's client of each service that we use, on one channel. */
record AdsClients(
        GoogleAdsServiceClient search,
        ConversionUploadServiceClient uploads,
        ConversionAdjustmentUploadServiceClient adjustments,
        ConversionActionServiceClient actions,
        ManagedChannel channel,
        ScheduledExecutorService executor)
        implements AutoCloseable {

    /** The largest answer that Google Ads gives (google.md §3.2). */
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;

    static AdsClients open(Endpoint endpoint, Duration deadline) throws IOException {
        var channel = channel(endpoint);
        var transport = FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel));
        var executor = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "google-ads");
            thread.setDaemon(true);
            return thread;
        });
        var search = common(GoogleAdsServiceSettings.newBuilder(), transport, executor);
        search.applyToAllUnaryMethods(call -> once(call, deadline));
        search.searchStreamSettings().setRetryableCodes(Set.of()).setSimpleTimeoutNoRetriesDuration(deadline);
        var uploads = common(ConversionUploadServiceSettings.newBuilder(), transport, executor);
        uploads.applyToAllUnaryMethods(call -> once(call, deadline));
        var adjustments = common(ConversionAdjustmentUploadServiceSettings.newBuilder(), transport, executor);
        adjustments.applyToAllUnaryMethods(call -> once(call, deadline));
        var actions = common(ConversionActionServiceSettings.newBuilder(), transport, executor);
        actions.applyToAllUnaryMethods(call -> once(call, deadline));
        return new AdsClients(
                GoogleAdsServiceClient.create(search.build()),
                ConversionUploadServiceClient.create(uploads.build()),
                ConversionAdjustmentUploadServiceClient.create(adjustments.build()),
                ConversionActionServiceClient.create(actions.build()),
                channel,
                executor);
    }

    private static ManagedChannel channel(Endpoint endpoint) {
        var builder = ManagedChannelBuilder.forAddress(endpoint.url().getHost(), endpoint.port())
                .maxInboundMessageSize(LARGEST_ANSWER)
                .disableRetry();
        return (endpoint.plaintext() ? builder.usePlaintext() : builder.useTransportSecurity()).build();
    }

    private static <B extends ClientSettings.Builder<?, B>> B common(
            B settings, TransportChannelProvider transport, ScheduledExecutorService executor) {
        return settings.setCredentialsProvider(NoCredentialsProvider.create())
                .setTransportChannelProvider(transport)
                .setBackgroundExecutorProvider(FixedExecutorProvider.create(executor));
    }

    /** Left alone, it would try again and again for four hours. */
    private static Void once(UnaryCallSettings.Builder<?, ?> call, Duration deadline) {
        call.setRetryableCodes(Set.of()).setSimpleTimeoutNoRetriesDuration(deadline);
        return null;
    }

    @Override
    public void close() {
        search.close();
        uploads.close();
        adjustments.close();
        actions.close();
        channel.shutdownNow();
        executor.shutdownNow();
        try {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
