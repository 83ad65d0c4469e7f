// SPDX-License-Identifier: Apache-2.0

import Crypto
import Media
import RecordingModel

/// Who asks the object store.
package struct ObjectStoreCredentials: Hashable, Sendable {
    package var accessKey: String
    package var secretKey: String

    package init(accessKey: String, secretKey: String) {
        self.accessKey = accessKey
        self.secretKey = secretKey
    }
}

/// Signs requests (Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header (AWS Signature
/// Version 4)", payload in a single chunk).
struct SignatureV4 {
    let credentials: ObjectStoreCredentials
    let region: String
    let time: WallTime

    /// The value of `x-amz-date`.
    var date: String { CivilTime(time).compact }

    /// The value of the Authorization field.
    ///
    /// The path is encoded once, as it stands in the request; names and values of the query are not. `headers` are all
    /// that is signed, `host`, `x-amz-date` and `x-amz-content-sha256` among them, names in lower case. `payload` is the
    /// SHA-256 of the body in hexadecimal.
    func authorization(
        method: String, path: String, query: [(name: String, value: String)], headers: [(name: String, value: String)],
        payload: String
    ) -> String {
        let sorted = headers.sorted { $0.name < $1.name }
        let names = sorted.map(\.name).joined(separator: ";")
        let canonical = [
            method, path, Self.text(of: query),
            sorted.map { "\($0.name):\($0.value.trimmed)\n" }.joined(), names, payload,
        ].joined(separator: "\n")
        let day = String(date.prefix(8))
        let scope = "\(day)/\(region)/s3/aws4_request"
        let toSign = ["AWS4-HMAC-SHA256", date, scope, SHA256.hash(data: Array(canonical.utf8)).hexadecimal]
            .joined(separator: "\n")
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretKey)".utf8))
        for part in [day, region, "s3", "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        let signature = HMAC<SHA256>.authenticationCode(for: Array(toSign.utf8), using: key).hexadecimal
        return "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope),SignedHeaders=\(names),"
            + "Signature=\(signature)"
    }

    /// A query as it is signed and sent: sorted, names and values encoded.
    static func text(of query: [(name: String, value: String)]) -> String {
        query.map { "\($0.name.percentEncodedQuery)=\($0.value.percentEncodedQuery)" }.sorted().joined(separator: "&")
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits for each byte.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension String {
    /// A slash means nothing in a query, so it is encoded too.
    fileprivate var percentEncodedQuery: String {
        percentEncodedPath.replacing("/", with: "%2F")
    }

    fileprivate var trimmed: String {
        let rest = drop { $0 == " " }
        guard let last = rest.lastIndex(where: { $0 != " " }) else { return "" }
        return String(rest[...last])
    }
}
