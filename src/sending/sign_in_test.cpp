#include <gmock/gmock.h>

#include "mail_server_for_tests.hpp"
#include "sending_for_tests.hpp"

// Signing in at a mail server over TLS, and servers that are not who they should be.
namespace {

using for_tests::Certificate;
using for_tests::Encryption;
using for_tests::MailServer;
using for_tests::Security;
using testing::HasSubstr;
using testing::Not;

constexpr const char* here = "IP:127.0.0.1";

class SignInTest : public for_tests::SendingTest {
protected:
    void SetUp() override {
        SendingTest::SetUp();
        settings_.mail_from = "w@example.org";
        settings_.mail_user = "wanjia";
        settings_.mail_password = "s3cret-word";
    }
    sending::Round send_mail() {
        settings_.ca_file = folder_ / "ca.pem";
        return send({mail_to("b@example.org")});
    }
    [[nodiscard]] std::string journal() const {
        return base::SystemFiles().read(folder_ / "journal");
    }
    Security security(Encryption encryption, const std::string& sign_in = "PLAIN") const {
        return {encryption, certificate_.server(), sign_in};
    }
    /// Nobody without the right certificate gets as far as name, password or address.
    void expect_nothing_said(MailServer& server) {
        server.stop();
        EXPECT_THAT(server.said, Not(HasSubstr("AUTH")));
        EXPECT_THAT(server.said, Not(HasSubstr("RCPT")));
        EXPECT_EQ(server.mails, 0);
    }

    Certificate certificate_{here};
};

TEST_F(SignInTest, X_24_a_mail_goes_out_after_signing_in_over_TLS_and_nothing_can_be_overheard) {
    certificate_.write_authority(folder_ / "ca.pem");
    using enum Encryption;
    for (const auto encryption : {on_request, from_the_start})
        for (const char* sign_in : {"PLAIN", "LOGIN"}) {
            std::filesystem::remove(folder_ / "journal");
            MailServer server({}, security(encryption, sign_in));
            settings_.mail_server = server.url();
            EXPECT_EQ(send_mail().sent, 1) << sign_in << journal();
            server.stop();
            EXPECT_EQ(server.mails, 1);
            EXPECT_THAT(server.said, HasSubstr(std::string("AUTH ") + sign_in));
            const bool is_plain = sign_in == std::string("PLAIN");
            const std::string password =
                is_plain ? "AHdhbmppYQBzM2NyZXQtd29yZA==" : "czNjcmV0LXdvcmQ=";
            EXPECT_THAT(server.said, HasSubstr(password));
            for (const char* word : {"AUTH", "RCPT", "DATA"})
                EXPECT_THAT(server.in_the_clear, Not(HasSubstr(word)));
            for (const std::string& secret : {std::string("s3cret"), password})
                EXPECT_THAT(journal(), Not(HasSubstr(secret)));
        }
}

TEST_F(SignInTest, X_24_a_server_whose_certificate_nobody_vouches_for_is_told_nothing) {
    Certificate("IP:127.0.0.1").write_authority(folder_ / "ca.pem");
    using enum Encryption;
    for (const auto encryption : {on_request, from_the_start}) {
        std::filesystem::remove(folder_ / "journal");
        MailServer server({}, security(encryption));
        settings_.mail_server = server.url();
        EXPECT_EQ(send_mail().failed, 1);
        EXPECT_THAT(journal(), HasSubstr("证书没有通过核对"));
        expect_nothing_said(server);
    }
}

TEST_F(SignInTest, X_24_a_certificate_of_another_server_or_out_of_date_is_refused) {
    for (const auto& wrong : {Certificate("DNS:mail.example.org"), Certificate(here, -3'600)}) {
        std::filesystem::remove(folder_ / "journal");
        wrong.write_authority(folder_ / "ca.pem");
        MailServer server({}, {Encryption::from_the_start, wrong.server(), "PLAIN"});
        settings_.mail_server = server.url();
        EXPECT_EQ(send_mail().failed, 1);
        EXPECT_THAT(journal(), HasSubstr("证书没有通过核对"));
        expect_nothing_said(server);
    }
}

TEST_F(SignInTest, X_24_a_wrong_password_is_said_in_words_and_tried_again_later) {
    certificate_.write_authority(folder_ / "ca.pem");
    MailServer server(
        [](const std::string& line) {
            return line == "sign-in" ? std::string("535 5.7.8 no") : std::string();
        },
        security(Encryption::on_request));
    settings_.mail_server = server.url();
    EXPECT_EQ(send_mail().failed, 1);
    EXPECT_THAT(journal(), HasSubstr("不接受用户名或密码"));
    EXPECT_THAT(journal(), Not(HasSubstr("s3cret")));
}

TEST_F(SignInTest, a_server_without_encryption_is_named_and_gets_no_password) {
    certificate_.write_authority(folder_ / "ca.pem");
    MailServer server({}, security(Encryption::none));
    settings_.mail_server = server.url();
    EXPECT_EQ(send_mail().failed, 1);
    EXPECT_THAT(journal(), HasSubstr("不提供加密连接"));
    expect_nothing_said(server);
}

TEST_F(SignInTest, a_file_of_issuers_that_is_missing_is_named) {
    MailServer server({}, security(Encryption::from_the_start));
    settings_.mail_server = server.url();
    EXPECT_EQ(send_mail().failed, 1);
    EXPECT_THAT(journal(), HasSubstr("证书文件读不了"));
    expect_nothing_said(server);
}

}  // namespace
