// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import Media
package import NIOCore
import Synchronization

/// Tells whether a request comes from one who holds a secret key, and was made just now.
package final class SignatureCheck: Sendable {
    /// Seconds by which `X-TC-Timestamp` may be off.
    package static let maximumSkew: Int64 = 300

    private let credentials: Credentials
    /// Those of the scopes that were used of late: to derive a key takes four times as long as to check a signature.
    private let signers = Mutex<[SignerName: RequestSigner]>([:])
    private static let maximumSigners = 64

    /// What a signer is made for.
    private struct SignerName: Hashable {
        var secretID: String
        var scope: CredentialScope
    }

    package init(credentials: Credentials) {
        self.credentials = credentials
    }

    /// Throws the `AuthFailure` that applies; returns when the request is genuine.
    package func check(
        _ call: IncomingCall, of request: HTTPRequest, body: ByteBuffer, at now: WallTime
    ) throws(APIFault) {
        let timestamp = call.common.timestamp
        guard abs(now.seconds - timestamp.seconds) <= Self.maximumSkew else {
            throw APIFault(
                .signatureExpire,
                "Signature expired. Please use local time and enable NTP service for time synchronization to avoid a "
                    + "deviation between `Timestamp` and the server time \(now.seconds).",
                chinese: "签名已过期，请使用本地时间并开启 NTP 校时，避免 `Timestamp` 与服务器时间 \(now.seconds) 不一致。")
        }
        let isGenuine =
            switch call.proof {
            case .header(let header):
                try isValid(header, of: request, body: body, query: call.signedQuery(of: request), timestamp: timestamp)
            case .fields(let signature):
                signature.isValid(
                    method: request.method.rawValue, host: request.value(of: "host") ?? "",
                    secretKey: try secretKey(of: signature.secretID))
            }
        guard isGenuine else { throw APIFault(.signatureFailure) }
        guard call.common.token.isEmpty else { throw APIFault(.tokenFailure) }
    }

    private func secretKey(of secretID: String) throws(APIFault) -> String {
        guard let key = credentials.secretKey(of: secretID) else { throw APIFault(.secretIDNotFound) }
        return key
    }

    private func isValid(
        _ authorization: AuthorizationHeader, of request: HTTPRequest, body: ByteBuffer, query: String,
        timestamp: Timestamp
    ) throws(APIFault) -> Bool {
        let secretKey = try secretKey(of: authorization.secretID)
        guard authorization.scope.date == CredentialScope.date(of: .seconds(timestamp.seconds)) else { return false }
        let signer = signer(of: authorization, secretKey: secretKey)
        // An option of the SDKs for bodies that nobody wants to hash; the word is hashed in their place.
        let unsigned = "UNSIGNED-PAYLOAD"
        let payloadHash =
            request.value(of: "x-tc-content-sha256") == unsigned
            ? CanonicalRequest.hash(of: unsigned.utf8) : CanonicalRequest.hash(of: body.readableBytesView)
        // Values are signed in lower case by the document, but the Python SDK signs them as they are sent.
        return [true, false].contains { isLowercased in
            guard let headers = signedHeaders(authorization.signedHeaders, of: request, isLowercased: isLowercased)
            else { return false }
            let canonical = CanonicalRequest(
                method: request.method.rawValue, query: query, headers: headers, payloadHash: payloadHash)
            return signer.isValid(authorization.signature, of: canonical, timestamp: timestamp.text)
        }
    }

    private func signer(of authorization: AuthorizationHeader, secretKey: String) -> RequestSigner {
        let name = SignerName(secretID: authorization.secretID, scope: authorization.scope)
        return signers.withLock { signers in
            if let signer = signers[name] { return signer }
            // Those of days gone by.
            if signers.count >= Self.maximumSigners { signers.removeAll() }
            let signer = RequestSigner(secretKey: secretKey, scope: authorization.scope)
            signers[name] = signer
            return signer
        }
    }

    /// The headers that were signed, or nil when one of them was not sent.
    private func signedHeaders(
        _ names: [String], of request: HTTPRequest, isLowercased: Bool
    ) -> [CanonicalRequest.Header]? {
        var headers: [CanonicalRequest.Header] = []
        for name in names {
            guard let value = request.value(of: name) else { return nil }
            headers.append(.init(name: name, value: isLowercased ? value.lowercased() : value))
        }
        return headers
    }
}

extension IncomingCall {
    /// The query as sent for GET, nothing for POST: re-encoding it would break one SDK or the other.
    fileprivate func signedQuery(of request: HTTPRequest) -> String {
        switch form {
        case .query: String(request.rawQuery)
        case .form, .json, .multipart: ""
        }
    }
}
