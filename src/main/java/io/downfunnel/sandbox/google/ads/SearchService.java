package io.downfunnel.sandbox.google.ads;

import java.util.List;
import java.util.Map;

import com.google.ads.googleads.v23.services.GoogleAdsServiceGrpc;
import com.google.ads.googleads.v23.services.SearchGoogleAdsRequest;
import com.google.ads.googleads.v23.services.SearchGoogleAdsResponse;
import com.google.ads.googleads.v23.services.SearchGoogleAdsStreamRequest;
import com.google.ads.googleads.v23.services.SearchGoogleAdsStreamResponse;
import com.google.protobuf.FieldMask;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

import io.downfunnel.sandbox.google.Customer;
import io.downfunnel.sandbox.google.ads.gaql.GaqlException;
import io.downfunnel.sandbox.google.ads.gaql.GaqlParser;
import io.downfunnel.sandbox.google.ads.gaql.Query;

/** Queries in GAQL, answered page by page or in one stream. */
final class SearchService extends GoogleAdsServiceGrpc.GoogleAdsServiceImplBase {

    /** google.md §3.2: not to be chosen. */
    private static final int PAGE = 10_000;

    /** Google's own are larger; a client that reads the first one only is found out sooner with these. */
    private static final int CHUNK = 500;

    private final Admission admission;
    private final Reports reports;

    SearchService(Admission admission, Reports reports) {
        this.admission = admission;
        this.reports = reports;
    }

    @Override
    public void search(SearchGoogleAdsRequest request, StreamObserver<SearchGoogleAdsResponse> answer) {
        Answering.to(answer, () -> page(request));
    }

    @Override
    public void searchStream(
            SearchGoogleAdsStreamRequest request, StreamObserver<SearchGoogleAdsStreamResponse> answer) {
        List<Map<String, String>> rows;
        FieldMask mask;
        try {
            Customer customer = admission.admit(request.getCustomerId(), 1);
            Query query = GaqlParser.parse(request.getQuery());
            rows = reports.report(query, customer).rows();
            mask = mask(query);
        } catch (StatusRuntimeException no) {
            answer.onError(no);
            return;
        } catch (GaqlException no) {
            answer.onError(Refusals.of(AdsError.of(no)));
            return;
        }
        String requestId = Refusals.requestId();
        for (int from = 0; from == 0 || from < rows.size(); from += CHUNK) {
            var chunk = SearchGoogleAdsStreamResponse.newBuilder()
                    .setFieldMask(mask)
                    .setRequestId(requestId);
            rows.subList(from, Math.min(rows.size(), from + CHUNK)).stream()
                    .map(Rows::row)
                    .forEach(chunk::addResults);
            answer.onNext(chunk.build());
        }
        answer.onCompleted();
    }

    private SearchGoogleAdsResponse page(SearchGoogleAdsRequest request) {
        Customer customer = admission.admit(request.getCustomerId(), 1);
        if (request.getPageSize() != 0) {
            throw Refusals.of(
                    AdsError.of(
                            "requestError",
                            "PAGE_SIZE_NOT_SUPPORTED",
                            "Setting the page size is not supported. Search Responses will have fixed page size of '10000' rows."));
        }
        Query query = GaqlParser.parse(request.getQuery());
        Report report = reports.report(query, customer);
        var page = SearchGoogleAdsResponse.newBuilder().setFieldMask(mask(query));
        if (request.getValidateOnly()) {
            return page.build();
        }
        List<Map<String, String>> rows = report.rows();
        int from = Math.min(rows.size(), from(request));
        int to = Math.min(rows.size(), from + PAGE);
        rows.subList(from, to).stream().map(Rows::row).forEach(page::addResults);
        if (to < rows.size()) {
            page.setNextPageToken("page-" + to + "-" + request.getQuery().hashCode());
        }
        if (request.getSearchSettings().getReturnTotalResultsCount()) {
            page.setTotalResultsCount(rows.size());
        }
        return page.build();
    }

    /** A page token goes with its query only. */
    private static int from(SearchGoogleAdsRequest request) {
        if (request.getPageToken().isEmpty()) {
            return 0;
        }
        String token = request.getPageToken();
        if (!token.matches("page-\\d+-" + request.getQuery().hashCode())) {
            throw Refusals.of(AdsError.of("requestError", "INVALID_PAGE_TOKEN", "Page token was invalid."));
        }
        return Integer.parseInt(token.split("-")[1]);
    }

    private static FieldMask mask(Query query) {
        return FieldMask.newBuilder().addAllPaths(query.select()).build();
    }
}
