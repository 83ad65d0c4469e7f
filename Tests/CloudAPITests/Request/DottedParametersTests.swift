// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite struct DottedParametersTests {
    private func object(_ parameters: KeyValuePairs<String, String>) throws -> JSONObject {
        try DottedParameters.object(of: parameters.map { (name: $0.key, value: .string($0.value)) })
    }

    @Test("makes objects and lists of paths")
    func paths() throws {
        let object = try object([
            "A": "a", "B.1": "two", "C.D.E": "e", "B.0": "one", "C.F": "f", "G.0.H": "h", "G.1.H": "i",
        ])
        #expect(
            object == [
                "A": "a", "B": .strings(["one", "two"]), "C": .object(["D": .object(["E": "e"]), "F": "f"]),
                "G": .list([.object(["H": "h"]), .object(["H": "i"])]),
            ])
    }

    @Test("puts the elements of a list in the order of their numbers, not of their texts")
    func numbers() throws {
        var parameters: [(name: String, value: JSONValue)] = []
        for index in (0..<12).reversed() { parameters.append((name: "A.\(index)", value: .integer(index))) }
        let expected = (0..<12).map { JSONValue.integer($0) }
        #expect(try DottedParameters.object(of: parameters)["A"] == .list(expected))
    }

    @Test(
        "refuses paths with empty steps, too many steps, or through another's value",
        arguments: [
            ["A."], [".A"], ["A..B"], ["."], [""], ["A", "A"], ["A", "A.B"], ["A.B", "A"], ["A.0", "A.0"],
            [String(repeating: "a.", count: 32) + "a"],
        ])
    func malformed(names: [String]) {
        #expect {
            try DottedParameters.object(of: names.map { (name: $0, value: "x") })
        } throws: { error in
            (error as? APIFault)?.code == .invalidParameter
        }
    }

    @Test("takes what has a name among its numbers for an object")
    func mixed() throws {
        #expect(try object(["A.0": "x", "A.B": "y"]) == ["A": .object(["0": "x", "B": "y"])])
        #expect(try object(["A.00": "x"]) == ["A": .object(["00": "x"])])
    }

    @Test("makes again every tree that was flattened", arguments: 0..<100)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let tree = Self.randomObject(depth: 4, using: &generator)
        var flat: [(name: String, value: JSONValue)] = []
        Self.flatten(.object(tree), "", into: &flat)
        #expect(try DottedParameters.object(of: flat) == tree)
    }

    private static func randomObject(depth: Int, using generator: inout SeededGenerator) -> JSONObject {
        let count = Int.random(in: 1...4, using: &generator)
        return JSONObject(
            members: (0..<count).map { index in
                .init(name: "M\(index)", value: randomValue(depth: depth - 1, using: &generator))
            })
    }

    private static func randomValue(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        switch depth > 0 ? Int.random(in: 0..<3, using: &generator) : 2 {
        case 0: .object(randomObject(depth: depth, using: &generator))
        case 1:
            .list(
                (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                    randomValue(depth: depth - 1, using: &generator)
                })
        default: .string(String(generator.next()))
        }
    }

    private static func flatten(_ value: JSONValue, _ path: String, into flat: inout [(name: String, value: JSONValue)])
    {
        let prefix = path.isEmpty ? "" : path + "."
        switch value {
        case .object(let object):
            for member in object.members { flatten(member.value, prefix + member.name, into: &flat) }
        case .list(let list):
            for (index, value) in list.enumerated() { flatten(value, "\(prefix)\(index)", into: &flat) }
        case .null, .boolean, .number, .string: flat.append((name: path, value: value))
        }
    }
}
