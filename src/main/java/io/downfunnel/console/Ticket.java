package io.downfunnel.console;

import java.util.Optional;

import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;

import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.WithFormRead;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * A second look, before a page begins: does it do what the gate was asked about, and was its form sent by a page of the same
 * session? The gate reads addresses; here is what they came to mean.
 */
class Ticket {
    private static final Logger LOG = Logger.getLogger(Ticket.class);

    static final String FIELD = "form-token";
    static final String HEADER = "X-Form-Token";

    @WithFormRead
    @ServerRequestFilter
    Optional<Response> look(
            ResteasyReactiveContainerRequestContext request, ResourceInfo resource, RoutingContext visit) {
        var pass = Pass.of(visit);
        var here = Rights.nameOf(resource.getResourceClass(), resource.getResourceMethod());
        if (pass.flatMap(Pass::right)
                .map(Right::name)
                .filter(name -> here.equals(Optional.of(name)))
                .isEmpty()) {
            LOG.errorf(
                    "%s has no entry among the rights, or an address was read in two ways; it was refused",
                    here.orElse("?"));
            return refused(Errors.NOBODYS, visit);
        }
        var change = !here.get().startsWith("GET ");
        var token = pass.get().formToken();
        // Nobody is signed in where a form without a token is taken: its origin was looked at by the doorman.
        if (change
                && token.isPresent()
                && token.filter(own -> own.is(brought(request))).isEmpty()) {
            return refused(Errors.OLD_FORM, visit);
        }
        return Optional.empty();
    }

    private static String brought(ResteasyReactiveContainerRequestContext request) {
        var header = request.getHeaderString(HEADER);
        if (header != null) {
            return header;
        }
        var form = ((ResteasyReactiveRequestContext) request.getServerRequestContext())
                .getFormParameter(FIELD, true, false);
        return form instanceof String text ? text : "";
    }

    private static Optional<Response> refused(Errors.problem problem, RoutingContext visit) {
        return Optional.of(Errors.answer(Response.Status.FORBIDDEN, problem, visit));
    }
}
