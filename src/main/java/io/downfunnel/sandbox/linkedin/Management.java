package io.downfunnel.sandbox.linkedin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;

/** Everything below {@code /rest/} beside the conversion events. */
final class Management {
    private final Gateway gateway;
    private final Map<String, Resource> resources;

    Management(Gateway gateway, List<Resource> resources) {
        this.gateway = gateway;
        this.resources = resources.stream().collect(Collectors.toMap(Resource::name, Function.identity()));
    }

    Answer answer(Call call) {
        return Optional.ofNullable(resources.get(RestLiRequest.resource(call.path())))
                .map(resource -> answer(call, resource))
                .orElseGet(LinkedInError::noSuchResource);
    }

    private Answer answer(Call call, Resource resource) {
        return switch (gateway.admit(call, resource.name(), resource.scopes())) {
            case Gateway.Refused(var answer) -> answer;
            case Gateway.Admitted(var grant) -> {
                try {
                    yield resource.answer(RestLiRequest.of(call, grant));
                } catch (BadParam e) {
                    yield LinkedInError.invalidParam(e.name(), resource.detailedErrors());
                }
            }
        };
    }
}
