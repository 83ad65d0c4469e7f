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
}
