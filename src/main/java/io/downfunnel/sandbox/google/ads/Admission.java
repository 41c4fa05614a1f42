package io.downfunnel.sandbox.google.ads;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;

import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.Procedures;
import io.downfunnel.sandbox.google.AdsDesk;
import io.downfunnel.sandbox.google.Customer;
import io.downfunnel.sandbox.google.Standing;

/**
 * Who calls, for whom, and how often: what is looked at before the request itself. A developer token may come along and
 * is not looked at. google.md §3.2.
 */
record Admission(AdsDesk desk) {

    private static final String SCOPE = "https://www.googleapis.com/auth/adwords";
    private static final Pattern ID = Pattern.compile("\\d{1,10}");

    /** Lets a call on an account pass, at the price of so many operations. */
    Customer admit(String customerId, int operations) {
        Call call = Procedures.CALL.get().get();
        identify(call);
        Optional<String> login = loginCustomer(call);
        if (!ID.matcher(customerId).matches()) {
            throw Refusals.of(
                    AdsError.of("requestError", "INVALID_CUSTOMER_ID", "Invalid customer ID '" + customerId + "'."));
        }
        Customer customer = desk.accounts()
                .customer(customerId)
                .orElseThrow(() -> Refusals.of(AdsError.of(
                        "authenticationError",
                        "CUSTOMER_NOT_FOUND",
                        "No customer found for the provided customer id.")));
        permit(customer, login);
        if (!customer.enabled()) {
            throw Refusals.of(AdsError.of(
                    "authorizationError",
                    "CUSTOMER_NOT_ENABLED",
                    "The customer account can't be accessed because it is not yet enabled or has been deactivated."));
        }
        pay(call, operations);
        return customer;
    }

    /** Lets a call pass that is on no account. */
    void admit() {
        Call call = Procedures.CALL.get().get();
        identify(call);
        pay(call, 1);
    }

    private void identify(Call call) {
        switch (desk.standing(call)) {
            case Standing.Good(var grant) -> {
                if (!grant.scopes().contains(SCOPE)) {
                    throw Refusals.atTheDoor(
                            Code.PERMISSION_DENIED,
                            "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                            "Request had insufficient authentication scopes.");
                }
            }
            case Standing.Bad bad -> throw unidentified(bad);
        }
    }

    private static StatusRuntimeException unidentified(Standing.Bad bad) {
        return switch (bad) {
            case MISSING ->
                Refusals.atTheDoor(
                        Code.UNAUTHENTICATED,
                        "CREDENTIALS_MISSING",
                        "Request is missing required authentication credential. Expected OAuth 2 access token.");
            case INVALID -> token("OAUTH_TOKEN_INVALID", "The OAuth access token is invalid.");
            case EXPIRED -> token("OAUTH_TOKEN_EXPIRED", "The OAuth access token has expired.");
            case REVOKED -> token("OAUTH_TOKEN_REVOKED", "The OAuth token has been revoked.");
        };
    }

    private static StatusRuntimeException token(String code, String message) {
        return Refusals.of(AdsError.of("authenticationError", code, message));
    }

    private static Optional<String> loginCustomer(Call call) {
        Optional<String> login = call.header("login-customer-id");
        if (login.filter(Predicate.not(id -> ID.matcher(id).matches())).isPresent()) {
            throw Refusals.of(AdsError.of(
                    "headerError",
                    "INVALID_LOGIN_CUSTOMER_ID",
                    "The login customer id in the request header could not be validated."));
        }
        return login;
    }

    /** Directly, or through a manager of which the identity is a user and that is above the account. */
    private void permit(Customer customer, Optional<String> login) {
        if (login.isEmpty() || login.get().equals(customer.id())) {
            require(customer.direct());
            return;
        }
        require(desk.accounts().customer(login.get()).filter(Customer::direct).isPresent());
        if (!customer.manager().equals(login)) {
            throw Refusals.of(AdsError.of(
                    "authorizationError",
                    "INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION",
                    "The login customer is not above the customer, nor the customer itself."));
        }
    }

    private static void require(boolean permitted) {
        if (!permitted) {
            throw Refusals.of(AdsError.of(
                    "authorizationError",
                    "USER_PERMISSION_DENIED",
                    "User doesn't have permission to access customer. Note: If you're accessing a client customer, the"
                            + " manager's customer id must be set in the 'login-customer-id' header."));
        }
    }

    private void pay(Call call, int operations) {
        desk.operate(call, operations).ifPresent(wait -> {
            throw Refusals.of(AdsError.of(
                            "quotaError",
                            "RESOURCE_EXHAUSTED",
                            "Too many requests. Retry in " + wait.toSeconds() + " seconds.")
                    .retryAfter(wait));
        });
    }
}
