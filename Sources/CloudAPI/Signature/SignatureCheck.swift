// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import Media
package import NIOCore

/// Tells whether a request comes from one who holds a secret key, and was made just now.
package struct SignatureCheck: Sendable {
    /// Seconds by which `X-TC-Timestamp` may be off.
    package static let maximumSkew: Int64 = 300

    private let credentials: Credentials

    package init(credentials: Credentials) {
        self.credentials = credentials
    }

    /// Throws the `AuthFailure` that applies; returns when the request is genuine.
    package func check(
        _ request: HTTPRequest, body: ByteBuffer, authorization: AuthorizationHeader, timestamp: Timestamp,
        at now: WallTime
    ) throws(APIFault) {
        guard abs(now.seconds - timestamp.seconds) <= Self.maximumSkew else {
            throw APIFault(
                .signatureExpire,
                "Signature expired. Please use local time and enable NTP service for time synchronization to avoid a "
                    + "deviation between `Timestamp` and the server time \(now.seconds).")
        }
        guard let secretKey = credentials.secretKey(of: authorization.secretID) else {
            throw APIFault(.secretIDNotFound)
        }
        guard authorization.scope.date == CredentialScope.date(of: .seconds(timestamp.seconds)) else {
            throw APIFault(.signatureFailure)
        }
        let signer = RequestSigner(secretKey: secretKey)
        // Values are signed in lower case by the document, but the Python SDK signs them as they are sent.
        let isGenuine = [true, false].contains { isLowercased in
            guard
                let canonical = canonicalRequest(
                    request, body: body, names: authorization.signedHeaders, isLowercased: isLowercased)
            else { return false }
            return signer.isValid(
                authorization.signature, of: canonical, timestamp: timestamp.text, scope: authorization.scope)
        }
        guard isGenuine else { throw APIFault(.signatureFailure) }
        guard request.value(of: "x-tc-token")?.isEmpty ?? true else { throw APIFault(.tokenFailure) }
    }

    /// The form that was signed, or nil when a signed header was not sent.
    private func canonicalRequest(
        _ request: HTTPRequest, body: ByteBuffer, names: [String], isLowercased: Bool
    ) -> CanonicalRequest? {
        var headers: [CanonicalRequest.Header] = []
        for name in names {
            guard let value = request.value(of: name) else { return nil }
            headers.append(.init(name: name, value: isLowercased ? value.lowercased() : value))
        }
        // An option of the SDKs for bodies that nobody wants to hash; the word is hashed in their place.
        let unsigned = "UNSIGNED-PAYLOAD"
        let payloadHash =
            request.value(of: "x-tc-content-sha256") == unsigned
            ? CanonicalRequest.hash(of: unsigned.utf8) : CanonicalRequest.hash(of: body.readableBytesView)
        return CanonicalRequest(method: request.method.rawValue, headers: headers, payloadHash: payloadHash)
    }
}
