package muster.bridge;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found by name alone, so that no compiler misses it: {@code RoleLoginTest} of the shared module logs in with it. */
class LoginOnClassPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "software.amazon.msk.auth.iam.IAMLoginModule",
                "software.amazon.msk.auth.iam.IAMClientCallbackHandler",
                "software.amazon.awssdk.services.sts.internal.StsWebIdentityCredentialsProviderFactory"
            })
    void a_login_s_class_is_there(String name) {
        assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException();
    }
}
