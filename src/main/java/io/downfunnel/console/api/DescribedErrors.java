package io.downfunnel.console.api;

import java.util.List;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Writes into the description what holds for every route: the token, and how a refusal looks. */
public class DescribedErrors implements OASFilter {
    private static final String PROBLEM = "ProblemDetails";
    /** The schema of {@link io.downfunnel.mappings.Problem}, which drafts have too. */
    private static final String MISTAKE = "Problem";

    private static final String TOKEN = "token";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getPaths() == null) {
            return;
        }
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents()
                .addSchema(PROBLEM, problem())
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("Made on the page API tokens of the console; begins with downfunnel_."));
        api.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(TOKEN)));
        api.getPaths()
                .getPathItems()
                .forEach((path, item) ->
                        item.getOperations().forEach((method, operation) -> describe(path, method, operation)));
    }

    private static void describe(String path, PathItem.HttpMethod method, Operation operation) {
        var changes = method != PathItem.HttpMethod.GET;
        var asked =
                operation.getParameters() != null && !operation.getParameters().isEmpty();
        if (operation.getRequestBody() != null || asked) {
            add(operation, "400", "It cannot be understood.");
        }
        add(operation, "401", "There is no token, or it does not hold any more.");
        add(operation, "403", "It is for another role, or more than the role may release at once.");
        if (path.contains("{")) {
            add(operation, "404", "What it is about is not there, or not any more.");
        }
        if (changes && (path.contains("/drafts") || path.contains("/simulations/") || path.contains("/users"))) {
            add(operation, "409", "It does not fit how things are; the answer says what is missing.");
        }
        add(
                operation,
                "500",
                "It broke: most likely the database did not answer. The answer has a reference to the log.");
    }

    private static void add(Operation operation, String status, String description) {
        if (operation.getResponses() == null) {
            operation.setResponses(OASFactory.createAPIResponses());
        }
        var known = operation.getResponses().getAPIResponse(status);
        if (known == null || known.getContent() == null) {
            operation.getResponses().addAPIResponse(status, response(description));
        }
    }

    private static APIResponse response(String description) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                "application/problem+json",
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref(PROBLEM))));
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("What went wrong (RFC 9457): what happened, what it means, what to do.")
                .required(List.of("title", "detail", "effect", "remedy"))
                .addProperty("title", text("In a few words."))
                .addProperty("detail", text("What happened."))
                .addProperty("effect", text("What it means: what was changed, and what becomes of conversions."))
                .addProperty("remedy", text("What to do."))
                .addProperty(
                        "mistakes",
                        OASFactory.createSchema()
                                .addType(SchemaType.ARRAY)
                                .description("Of a document that was sent, each with its place.")
                                .items(OASFactory.createSchema().ref(MISTAKE)));
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(SchemaType.STRING).description(description);
    }
}
