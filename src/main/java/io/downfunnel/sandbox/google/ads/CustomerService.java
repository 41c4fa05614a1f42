package io.downfunnel.sandbox.google.ads;

import com.google.ads.googleads.v23.services.CustomerServiceGrpc;
import com.google.ads.googleads.v23.services.ListAccessibleCustomersRequest;
import com.google.ads.googleads.v23.services.ListAccessibleCustomersResponse;
import io.grpc.stub.StreamObserver;

/** Which accounts the identity is a user of; those below a manager are asked for with {@code customer_client}. */
final class CustomerService extends CustomerServiceGrpc.CustomerServiceImplBase {

    private final Admission admission;

    CustomerService(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void listAccessibleCustomers(
            ListAccessibleCustomersRequest request, StreamObserver<ListAccessibleCustomersResponse> answer) {
        Answering.to(answer, () -> {
            admission.admit();
            var response = ListAccessibleCustomersResponse.newBuilder();
            admission
                    .desk()
                    .accounts()
                    .accessible()
                    .forEach(customer -> response.addResourceNames("customers/" + customer.id()));
            return response.build();
        });
    }
}
