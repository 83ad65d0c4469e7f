// SPDX-License-Identifier: Apache-2.0

/// The `Authorization` header of a request signed with TC3-HMAC-SHA256.
package struct AuthorizationHeader: Hashable, Sendable {
    package var secretID: String
    package var scope: CredentialScope
    /// Names in lower case, sorted.
    package var signedHeaders: [String]
    package var signature: String

    /// More signed headers than any client has; each costs a search.
    private static let maximumSignedHeaders = 64

    /// Reads `TC3-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`; spaces after the commas may be missing.
    ///
    /// Throws `AuthFailure.InvalidAuthorization`.
    package init(_ text: String) throws(APIFault) {
        // Bytes all along: to split a text by its characters takes several times as long.
        let halves = text.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard halves.count == 2, Substring(halves[0]) == RequestSigner.algorithm else {
            throw Self.fault("the scheme is not `\(RequestSigner.algorithm)`")
        }
        var credential, names, signature: Substring.UTF8View?
        for part in halves[1].split(separator: UInt8(ascii: ",")) {
            let field = part.drop { $0 == UInt8(ascii: " ") }.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard field.count == 2 else { throw Self.fault("a field is not a name and a value split by `=`") }
            switch Substring(field[0]) {
            case "Credential": credential = field[1]
            case "SignedHeaders": names = field[1]
            case "Signature": signature = field[1]
            case _: break
            }
        }
        guard let credential, let names, let signature else {
            throw Self.fault("it lacks `Credential`, `SignedHeaders` or `Signature`")
        }
        let parts = credential.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Substring.init)
        guard parts.count == 4, parts.allSatisfy({ !$0.isEmpty }), parts[3] == CredentialScope.terminator else {
            throw Self.fault("`Credential` is not `SecretId/Date/Service/\(CredentialScope.terminator)`")
        }
        secretID = String(parts[0])
        scope = CredentialScope(date: String(parts[1]), service: String(parts[2]))
        signedHeaders = names.split(separator: UInt8(ascii: ";")).map { Substring($0).lowercased() }.sorted()
        guard signedHeaders.count <= Self.maximumSignedHeaders else {
            throw Self.fault("`SignedHeaders` names too many headers")
        }
        guard signedHeaders.contains("content-type"), signedHeaders.contains("host") else {
            throw Self.fault("`SignedHeaders` must name `content-type` and `host`")
        }
        self.signature = String(Substring(signature.prefix { $0 != UInt8(ascii: " ") }))
    }

    private static func fault(_ reason: String) -> APIFault {
        APIFault(
            .invalidAuthorization,
            "The request `Authorization` header does not conform to tencentcloud standards: \(reason).")
    }
}
