// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import HTTPTypes
import Media
import RecordingTesting

/// The forms of a request (reference: api3-protocol, 2), each made as the official SDKs make it.
enum CallForm: String, CaseIterable, Sendable {
    case jsonBody
    case multipart
    /// GET, version 3.
    case signedQuery
    /// GET, version 1.
    case query
    /// POST, version 1.
    case form

    private static let boundary = "0123456789abcdefABCDEF"

    /// A signed call; names are dotted paths, also for JSON, where nothing here needs more than one step.
    func call(
        _ action: String, _ parameters: [(name: String, value: String)], service: Service = .live,
        algorithm: FieldSignature.Algorithm = .sha1, clock: ManualWallClock
    ) -> SignedCall {
        switch self {
        case .jsonBody:
            let members = parameters.map { JSONObject.Member(name: $0.name, value: .string($0.value)) }
            let body = JSONValue.object(JSONObject(members: members)).text
            return SignedCall(action, body, service: service, clock: clock)
        case .multipart:
            let body = parameters.map { name, value in
                "--\(Self.boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
            }
            return SignedCall(
                action, body.joined() + "--\(Self.boundary)--\r\n", service: service,
                contentType: "multipart/form-data; boundary=\(Self.boundary)", signsVerbatim: true, clock: clock)
        case .signedQuery:
            return SignedCall(
                action, "", service: service, contentType: "application/x-www-form-urlencoded", method: .get,
                query: Self.encoded(parameters), clock: clock)
        case .query, .form:
            let method: HTTPRequest.Method = self == .query ? .get : .post
            let text = Self.encoded(
                Self.signed(action, parameters, service: service, algorithm: algorithm, method: method, clock: clock))
            return SignedCall(
                method: method, uri: self == .query ? "/?" + text : "/",
                headers: self == .query ? [:] : [.contentType: "application/x-www-form-urlencoded"],
                body: self == .query ? "" : text)
        }
    }

    /// Bytes that count for the limit of the form.
    func size(of call: SignedCall) -> Int {
        switch self {
        case .jsonBody, .multipart, .form: call.body.utf8.count
        case .signedQuery, .query: call.uri.utf8.count - 2
        }
    }

    private static func signed(
        _ action: String, _ parameters: [(name: String, value: String)], service: Service,
        algorithm: FieldSignature.Algorithm, method: HTTPRequest.Method, clock: ManualWallClock
    ) -> [(name: String, value: String)] {
        let fields =
            parameters + [
                ("Action", action), ("Version", service.version), ("Timestamp", String(clock.now.seconds)),
                ("Nonce", "9223372036854775807"), ("SecretId", SigningVector.credential.secretID),
                ("SignatureMethod", algorithm.rawValue), ("Region", "ap-guangzhou"), ("RequestClient", "SDK_PYTHON"),
                ("Language", "en-US"),
            ]
        let source = FieldSignature.source(
            method: method.rawValue, host: "localhost",
            fields: fields.map { FormFields.Field(name: $0.name, value: $0.value) })
        let signature = FieldSignature.signature(
            of: source, algorithm: algorithm, secretKey: SigningVector.credential.secretKey)
        return fields + [("Signature", signature)]
    }

    /// Percent-encoded as RFC 3986 asks.
    static func encoded(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return String(
            text.utf8.flatMap { byte -> [Character] in
                let character = Character(Unicode.Scalar(byte))
                let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character))
                return isPlain ? [character] : ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            })
    }
}
