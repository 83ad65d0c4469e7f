// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite struct AuthorizationHeaderTests {
    @Test(
        "reads its parts, with and without spaces after the commas",
        arguments: [
            "TC3-HMAC-SHA256 Credential=AKID/2026-01-01/live/tc3_request, SignedHeaders=content-type;host, Signature=ab",
            "TC3-HMAC-SHA256 Credential=AKID/2026-01-01/live/tc3_request,SignedHeaders=Host;Content-Type,Signature=ab",
        ])
    func wellFormed(text: String) throws {
        let header = try AuthorizationHeader(text)
        #expect(header.secretID == "AKID")
        #expect(header.scope == CredentialScope(date: "2026-01-01", service: "live"))
        #expect(header.signedHeaders == ["content-type", "host"])
        #expect(header.signature == "ab")
    }

    @Test(
        "refuses what is not of its form",
        arguments: [
            "", "SKIP", "TC3-HMAC-SHA256", "TC3-HMAC-SHA256 ", "Basic dXNlcjpwYXNz",
            "TC3-HMAC-SHA256 Credential=a/b/live/tc3_request, SignedHeaders=content-type;host",
            "TC3-HMAC-SHA256 Credential=a/b/tc3_request, SignedHeaders=content-type;host, Signature=ab",
            "TC3-HMAC-SHA256 Credential=/b/live/tc3_request, SignedHeaders=content-type;host, Signature=ab",
            "TC3-HMAC-SHA256 Credential=a/b/live/aws4_request, SignedHeaders=content-type;host, Signature=ab",
            "TC3-HMAC-SHA256 Credential=a/b/live/tc3_request, SignedHeaders=host, Signature=ab",
            "TC3-HMAC-SHA256 Credential, SignedHeaders=content-type;host, Signature=ab",
            "TC3-HMAC-SHA256 Credential=a/b/live/tc3_request, SignedHeaders=content-type;host"
                + String(repeating: ";x", count: 100) + ", Signature=ab",
        ])
    func malformed(text: String) {
        #expect {
            try AuthorizationHeader(text)
        } throws: { error in
            (error as? APIFault)?.code == .invalidAuthorization
        }
    }
}
