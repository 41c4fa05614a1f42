package io.downfunnel.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Brings each request to the vendor it is for, or to the control API, through whatever fault lies in its way. */
final class Switchboard {

    /**
     * @param answer what the vendor said
     * @param fault what the wire does to it; empty: nothing
     */
    record Outcome(Answer answer, Optional<Fault> fault) {}

    private final List<Simulator> vendors;
    private final Faults faults;
    private final Control control;

    Switchboard(List<Simulator> vendors, Faults faults, Control control) {
        this.vendors = vendors;
        this.faults = faults;
        this.control = control;
    }

    Outcome connect(Call call) {
        if (call.path().startsWith(Control.PREFIX)) {
            return new Outcome(control.answer(call), Optional.empty());
        }
        return vendors.stream()
                .filter(vendor -> vendor.serves(call.path()))
                .findFirst()
                .map(vendor -> through(vendor, call))
                .orElseGet(() -> new Outcome(
                        Answer.html(404, "<html><body>No vendor of the sandbox serves this path.</body></html>"),
                        Optional.empty()));
    }

    private Outcome through(Simulator vendor, Call call) {
        Optional<Fault> fault = faults.on(vendor.name(), call);
        return new Outcome(fault.map(one -> under(one, vendor, call)).orElseGet(() -> vendor.answer(call)), fault);
    }

    private static Answer under(Fault fault, Simulator vendor, Call call) {
        if (fault.isError()) {
            return fault.answer().bare()
                    ? Answer.empty(fault.answer().status())
                    : vendor.error(fault.answer(), call.under(fault.kind()));
        }
        if (fault.onTheWire().isEmpty()) {
            return vendor.refusal(fault.kind(), call.under(fault.kind()));
        }
        return switch (fault.onTheWire().get()) {
            case DROP_BEFORE -> Answer.empty(500);
            case DROP_AFTER, CUT, SLOW -> vendor.answer(call.under(fault.kind()));
            case TRUNCATED -> half(vendor.answer(call.under(fault.kind())));
            case STATUS_500 -> instead(fault, vendor, call, page(500, "Internal Server Error"));
            case STATUS_502 -> instead(fault, vendor, call, page(502, "Bad Gateway"));
            case STATUS_503 -> instead(fault, vendor, call, page(503, "Service Unavailable"));
            case STATUS_504 -> instead(fault, vendor, call, page(504, "Gateway Timeout"));
            case EMPTY_200 -> instead(fault, vendor, call, Answer.empty(200));
            case HTML_200 -> instead(fault, vendor, call, page(200, "Please sign in to the network"));
        };
    }

    private static Answer instead(Fault fault, Simulator vendor, Call call, Answer answer) {
        if (fault.processed()) {
            vendor.answer(call.under(fault.kind()));
        }
        return answer;
    }

    private static Answer half(Answer whole) {
        return new Answer(whole.status(), whole.headers(), Arrays.copyOf(whole.body(), whole.body().length / 2));
    }

    private static Answer page(int status, String title) {
        return Answer.html(
                status, "<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n");
    }
}
