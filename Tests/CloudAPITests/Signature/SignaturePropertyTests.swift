// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Crypto
import Foundation
import HTTPTypes
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

/// Requests that a seed makes, signed by a client written for these tests alone (reference: api3-protocol, 3 and 4).
@Suite struct SignaturePropertyTests {
    private static let now: Int64 = 1_767_225_600
    private static let key = SigningVector.credential.secretKey
    private static let seeds: Range<UInt64> = 0..<40

    // MARK: Version 3

    @Test("takes what is signed in headers of any casing, order and spacing, over any query and body", arguments: seeds)
    func headers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<25 {
            var request = HeaderSigned(using: &random)
            #expect(try request.code() == nil, "\(request)")
            request.disturb(using: &random)
            #expect(try request.code() == .signatureFailure, "\(request)")
        }
    }

    /// A request of version 3, its parts as they go over the wire.
    private struct HeaderSigned {
        var method = HTTPRequest.Method.post
        var query = ""
        var host = ""
        /// Without `Host`; the names in any casing, the values with spaces around them.
        var fields: [(name: String, value: String)] = []
        var body: [UInt8] = []
        var isUnsigned = false

        init(using random: inout SeededGenerator) {
            host =
                ["live.tencentcloudapi.com", "127.0.0.1:8080", "[::1]:80", "http://Example.com"]
                .randomElement(using: &random) ?? ""
            method = Bool.random(using: &random) ? .get : .post
            // Also behind the target of a POST, where it is not signed.
            query = (0..<Int.random(in: 0...4, using: &random))
                .map { _ in "\(random.wireText())=\(random.wireText())" }.joined(separator: "&")
            let type: String
            if method == .get {
                type = "application/x-www-form-urlencoded"
            } else {
                type =
                    [
                        "application/json", "application/json; charset=utf-8", "Application/JSON;Charset=UTF-8",
                        "multipart/form-data; boundary=AbC123",
                    ].randomElement(using: &random) ?? ""
                body = (0..<Int.random(in: 0...200, using: &random)).map { _ in .random(in: 0...255, using: &random) }
            }
            isUnsigned = Int.random(in: 0..<4, using: &random) == 0
            var values = [
                ("content-type", type), ("x-tc-action", "DescribeRecordTask"), ("x-tc-version", "2018-08-01"),
                ("x-tc-timestamp", String(now)), ("x-tc-region", "ap-guangzhou"),
            ]
            if isUnsigned { values.append(("x-tc-content-sha256", "UNSIGNED-PAYLOAD")) }
            for number in 0..<Int.random(in: 0...3, using: &random) {
                values.append(("x-extra-\(number)", random.pick(["", "A b  C", "=;,:", "\"Quoted\""])))
            }
            sign(values, using: &random)
        }

        private mutating func sign(_ values: [(String, String)], using random: inout SeededGenerator) {
            // The document lets the values be lowered; the Python SDK does not do it.
            let isLowered = Bool.random(using: &random)
            let needed: Set = ["content-type"]
            let signed = values.filter { needed.contains($0.0) || Bool.random(using: &random) } + [("host", host)]
            let sorted = signed.sorted { $0.0 < $1.0 }
            let lines = sorted.map { "\($0.0):\(isLowered ? $0.1.lowercased() : $0.1)\n" }.joined()
            let payload = isUnsigned ? Data("UNSIGNED-PAYLOAD".utf8) : Data(body)
            let canonical = [
                method.rawValue, "/", method == .get ? query : "", lines, sorted.map(\.0).joined(separator: ";"),
                hex(SHA256.hash(data: payload)),
            ].joined(separator: "\n")
            let scope = "2026-01-01/live/tc3_request"
            let text = "TC3-HMAC-SHA256\n\(now)\n\(scope)\n\(hex(SHA256.hash(data: Data(canonical.utf8))))"
            var secret = SymmetricKey(data: Data("TC3\(key)".utf8))
            for part in ["2026-01-01", "live", "tc3_request"] {
                secret = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: secret))
            }
            let signature = hex(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret))
            let names = signed.map(\.0).shuffled(using: &random).map { random.recased($0) }.joined(separator: ";")
            let comma = random.pick([",", ", ", ",  "])
            let authorization =
                [
                    "TC3-HMAC-SHA256 Credential=\(SigningVector.credential.secretID)/\(scope)",
                    "SignedHeaders=\(names)", "Signature=\(signature)",
                ].joined(separator: comma)
            fields = (values + [("authorization", authorization)]).shuffled(using: &random).map { name, value in
                let spaces = ["", " ", "  ", "\t"]
                return (random.recased(name), random.pick(spaces) + value + random.pick(spaces))
            }
        }

        /// Changes one thing that is signed.
        mutating func disturb(using random: inout SeededGenerator) {
            switch Int.random(in: 0..<3, using: &random) {
            case 0 where method == .post && !isUnsigned:
                body.insert(7, at: Int.random(in: 0...body.count, using: &random))
            case 1 where method == .get: query += query.isEmpty ? "a=" : "&"
            case _: host += "0"
            }
        }

        /// What the server says to it; nil when the signature is right.
        func code() throws -> ErrorCode? {
            var request = HTTPRequest(
                method: method, scheme: "http", authority: host, path: query.isEmpty ? "/" : "/?" + query)
            for (name, value) in fields {
                request.headerFields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
            }
            var language = Language.english
            let bytes = ByteBuffer(bytes: body)
            do {
                let call = try IncomingCall(request, body: bytes, language: &language)
                try SignatureCheck(credentials: Credentials([SigningVector.credential]))
                    .check(call, of: request, body: bytes, at: .seconds(now))
                return nil
            } catch {
                return error.code
            }
        }
    }

    // MARK: Version 1

    @Test("takes what is signed among the parameters, in any order and encoding", arguments: seeds)
    func fields(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<25 {
            let isDotted = Bool.random(using: &random)
            let algorithm = random.pick(["HmacSHA1", "HmacSHA256", nil])
            var pairs = [
                ("Action", "DescribeMediaInfos"), ("Version", "2018-07-17"), ("Timestamp", String(Self.now)),
                ("Nonce", String(UInt64.random(in: 1 ... .max, using: &random))), ("SecretId", "AKID"),
            ]
            if let algorithm { pairs.append(("SignatureMethod", algorithm)) }
            for index in 0..<Int.random(in: 0...12, using: &random) {
                pairs.append(("FileIds.\(index)", random.text()))
            }
            pairs += [("HlsParam.Enable", "1"), ("my_name_2", random.text()), ("my_name_10", random.text())]
            let method = random.pick(["GET", "POST"])
            let host = random.pick(["vod.tencentcloudapi.com", "127.0.0.1:8080"])
            // The Python SDK turns the underscores of names into dots before it sorts.
            let lines = pairs.map { (isDotted ? $0.0.replacing("_", with: ".") : $0.0, $0.1) }
                .sorted { Array($0.0.utf8).lexicographicallyPrecedes(Array($1.0.utf8)) }
                .map { "\($0.0)=\($0.1)" }
            let source = Data("\(method)\(host)/?\(lines.joined(separator: "&"))".utf8)
            let secret = SymmetricKey(data: Data(Self.key.utf8))
            let signature =
                algorithm == "HmacSHA256"
                ? Data(HMAC<SHA256>.authenticationCode(for: source, using: secret)).base64EncodedString()
                : Data(HMAC<Insecure.SHA1>.authenticationCode(for: source, using: secret)).base64EncodedString()

            func isValid(_ pairs: [(String, String)], method: String, host: String) throws -> Bool {
                let wire = (pairs + [("Signature", signature)]).shuffled(using: &random)
                    .map { "\(random.encoded($0.0))=\(random.encoded($0.1))" }.joined(separator: "&")
                return try FieldSignature(FormFields(wire.utf8))
                    .isValid(method: method, host: host, secretKey: Self.key)
            }
            #expect(try isValid(pairs, method: method, host: host), "\(pairs)")
            #expect(try !isValid(pairs, method: method == "GET" ? "POST" : "GET", host: host))
            #expect(try !isValid(pairs, method: method, host: host + "0"))
            let index = try #require(pairs.indices.randomElement(using: &random))
            // `SignatureMethod` and `Nonce` must stay what they are; digits stay digits.
            pairs[index].1 += "0"
            if let altered = try? isValid(pairs, method: method, host: host) { #expect(!altered, "\(pairs)") }
        }
    }
}

private func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String(format: "%02x", $0) }.joined()
}

extension SeededGenerator {
    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &self)] }

    /// The text with each letter in either case.
    mutating func recased(_ text: String) -> String {
        text.map { Bool.random(using: &self) ? $0.uppercased() : $0.lowercased() }.joined()
    }

    /// A short text of any characters, with those that forms and signatures are made of.
    mutating func text() -> String {
        let alphabet = Array("aZ09-._~ +&=%?#/\"{}\u{0}\n\u{7F}é模🎬")
        return String((0..<Int.random(in: 0...8, using: &self)).map { _ in pick(alphabet) })
    }

    /// A text as it may stand in a query; of the characters that need no escape, and some that have one.
    mutating func wireText() -> String { encoded(text()) }

    /// The text percent-encoded in one of the ways that mean it: more than must be, in either case, `+` for a space.
    mutating func encoded(_ text: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        return text.utf8.map { byte in
            if plain.contains(byte), Int.random(in: 0..<8, using: &self) > 0 {
                return String(UnicodeScalar(byte))
            }
            if byte == UInt8(ascii: " "), Bool.random(using: &self) { return "+" }
            return String(format: Bool.random(using: &self) ? "%%%02X" : "%%%02x", byte)
        }.joined()
    }
}
