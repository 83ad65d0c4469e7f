// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The signature among the parameters of a query or form: HmacSHA1 or HmacSHA256, version 1 (reference: api3-protocol,
/// section 4).
package struct FieldSignature: Hashable, Sendable {
    /// What the source is signed with.
    package enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case sha1 = "HmacSHA1"
        case sha256 = "HmacSHA256"
    }

    /// The parameters that say who calls what and when; no action has one of these names.
    package static let commonNames: Set<String> = [
        "Action", "Version", "Timestamp", "Region", "SecretId", "Signature", "SignatureMethod", "Nonce", "Token",
        "Language", "RequestClient",
    ]

    package let secretID: String
    package let algorithm: Algorithm
    /// Base64, as sent.
    package let signature: String
    private let fields: [FormFields.Field]

    /// Throws `MissingParameter` or `InvalidParameter`, naming the common parameter.
    package init(_ fields: FormFields) throws(APIFault) {
        secretID = try fields["SecretId"].required("SecretId")
        let nonce = try fields["Nonce"].required("Nonce")
        guard UInt64(nonce) != nil else { throw .common("Nonce") }
        signature = try fields["Signature"].required("Signature")
        // Any other word stands for the default.
        algorithm = fields["SignatureMethod"].flatMap(Algorithm.init(rawValue:)) ?? .sha1
        self.fields = fields.fields.filter { $0.name != "Signature" }
    }

    /// Whether the request was signed with this key; takes the same time wherever a wrong signature differs.
    ///
    /// `method` is `GET` or `POST`; `host` is the Host header as received, with its port.
    package func isValid(method: String, host: String, secretKey: String) -> Bool {
        // The Python SDK alone writes dots for the underscores of names before it sorts and signs them.
        [false, true].contains { isDotted in
            let source = Self.source(method: method, host: host, fields: fields, isDotted: isDotted)
            return Self.signature(of: source, algorithm: algorithm, secretKey: secretKey).isEqual(
                inConstantTime: signature)
        }
    }

    /// What is signed: values as they are, sorted by the bytes of their names.
    package static func source(
        method: String, host: String, fields: [FormFields.Field], isDotted: Bool = false
    ) -> String {
        let pairs = fields.map { (isDotted ? $0.name.replacing("_", with: ".") : $0.name, $0.value) }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            .map { "\($0.0)=\($0.1)" }
        return "\(method)\(host)/?\(pairs.joined(separator: "&"))"
    }

    /// The signature in Base64.
    package static func signature(of source: String, algorithm: Algorithm, secretKey: String) -> String {
        let key = SymmetricKey(data: Array(secretKey.utf8))
        let bytes = Array(source.utf8)
        return switch algorithm {
        case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: key)).base64
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key)).base64
        }
    }
}

extension String {
    /// Whether both are the same; how long that takes tells only whether their lengths are.
    package func isEqual(inConstantTime other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return zip(utf8, other.utf8).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
