// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import RecordingTesting
import Testing

/// Forms from their bytes to the object that they mean, as seeds make them.
@Suite struct FormPropertyTests {
    private static func decode(_ text: String) throws -> JSONObject {
        try DottedParameters.object(of: FormFields(text.utf8).fields.map { (name: $0.name, value: .string($0.value)) })
    }

    @Test("make again every tree that was flattened, in whatever order and encoding it was sent", arguments: 0..<100)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tree = Self.randomObject(depth: 4, using: &random)
        var flat: [(name: String, value: String)] = []
        Self.flatten(.object(tree), "", into: &flat)
        let wire = flat.shuffled(using: &random).map { "\(random.encoded($0.name))=\(random.encoded($0.value))" }
        #expect(Self.sorted(.object(try Self.decode(wire.joined(separator: "&")))) == Self.sorted(.object(tree)))
    }

    @Test("give an object or a fault of the caller's, whatever the bytes", arguments: 0..<100)
    func anyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("AB01.=&%+2Ee\u{0}é".utf8) + [0xFF, 0xC0]
        for _ in 0..<100 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in random.pick(alphabet) }
            do throws(APIFault) {
                let fields = try FormFields(bytes).fields
                let object = try DottedParameters.object(of: fields.map { (name: $0.name, value: .string($0.value)) })
                // No value is lost and none is made up.
                var flat: [(name: String, value: String)] = []
                Self.flatten(.object(object), "", into: &flat)
                #expect(flat.map(\.value).sorted() == fields.map(\.value).sorted(), "\(bytes)")
            } catch {
                #expect(error.code == .invalidParameter, "\(bytes)")
            }
        }
    }

    /// The largest forms there may be, each bad in its own way; every one has a megabyte.
    private static let hostile: [(name: String, piece: String)] = [
        ("ampersands", "&"), ("fields without a name", "=&"), ("empty values", "a=&"), ("dots", "."), ("steps", "a."),
        ("one deep name each", "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=&"), ("numbers", "a.999999999=&"), ("escapes", "%"),
        ("escaped dots", "%2E"), ("bytes that are no text", "%FF=&"), ("equals signs", "="), ("plus signs", "+"),
        ("signatures", "Signature=x&"), ("a name", "a"),
    ]

    @Test("are refused or read in time, however hostile", .timeLimit(.minutes(30)), arguments: hostile)
    func hostileForms(name: String, piece: String) {
        let text = String(repeating: piece, count: 1_024 * 1_024 / piece.utf8.count)
        for text in [text, text + "=1", "a=1&" + text] {
            do throws(APIFault) {
                let fields = try FormFields(text.utf8).fields
                #expect(fields.count <= FormFields.maximumFields)
                let object = try DottedParameters.object(of: fields.map { (name: $0.name, value: .string($0.value)) })
                #expect(Self.depth(.object(object)) <= JSONReader.maximumDepth)
            } catch {
                #expect(error.code == .invalidParameter)
                #expect(error.message.utf8.count < 1_024)
            }
        }
    }

    @Test("of as many fields as there may be are read in time", .timeLimit(.minutes(30)))
    func largest() throws {
        let deep = String(repeating: "a.", count: JSONReader.maximumDepth - 1)
        let wire = (0..<FormFields.maximumFields).map { "\(deep)\($0)=\($0)" }.joined(separator: "&")
        var value = JSONValue.object(try Self.decode(wire))
        for _ in 1..<JSONReader.maximumDepth {
            guard case .object(let object) = value else { break }
            value = try #require(object["a"])
        }
        guard case .list(let list) = value else {
            Issue.record("no list at the end of the path")
            return
        }
        #expect(list.count == FormFields.maximumFields)
        #expect(list.last == .string("9999"))
    }

    // MARK: Trees

    private static func randomObject(depth: Int, using random: inout SeededGenerator) -> JSONObject {
        var names: Set<String> = []
        let count = Int.random(in: 1...4, using: &random)
        while names.count < count { names.insert(randomName(using: &random)) }
        return JSONObject(
            members: names.sorted().map { .init(name: $0, value: randomValue(depth: depth - 1, using: &random)) })
    }

    /// A step of a path that is no number and has no dot in it.
    private static func randomName(using random: inout SeededGenerator) -> String {
        let letters = Array("aBz_-é模 &=%+")
        let rest = letters + Array("0123456789")
        return String(random.pick(letters))
            + String((0..<Int.random(in: 0...4, using: &random)).map { _ in random.pick(rest) })
    }

    private static func randomValue(depth: Int, using random: inout SeededGenerator) -> JSONValue {
        switch depth > 0 ? Int.random(in: 0..<3, using: &random) : 2 {
        case 0: .object(randomObject(depth: depth, using: &random))
        case 1:
            .list(
                (0..<Int.random(in: 1...12, using: &random)).map { _ in randomValue(depth: depth - 1, using: &random) })
        default: .string(random.text())
        }
    }

    private static func flatten(_ value: JSONValue, _ path: String, into flat: inout [(name: String, value: String)]) {
        let prefix = path.isEmpty ? "" : path + "."
        switch value {
        case .object(let object):
            for member in object.members { flatten(member.value, prefix + member.name, into: &flat) }
        case .list(let list):
            for (index, value) in list.enumerated() { flatten(value, "\(prefix)\(index)", into: &flat) }
        case .string(let text): flat.append((path, text))
        case .null, .boolean, .number: Issue.record("a form has texts alone")
        }
    }

    /// The same value with the members of its objects in the order of their names.
    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            .object(
                JSONObject(
                    members: object.members.sorted { $0.name < $1.name }
                        .map { .init(name: $0.name, value: sorted($0.value)) }))
        case .list(let list): .list(list.map(sorted))
        case .null, .boolean, .number, .string: value
        }
    }

    private static func depth(_ value: JSONValue) -> Int {
        switch value {
        case .object(let object): 1 + (object.members.map { depth($0.value) }.max() ?? 0)
        case .list(let list): 1 + (list.map(depth).max() ?? 0)
        case .null, .boolean, .number, .string: 0
        }
    }
}
