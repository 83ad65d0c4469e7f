// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The examples of the official description, as PyPI's `tccli` carries them.
struct OfficialExamples: Sendable {
    /// One request and its answer.
    struct Example: Sendable {
        let parameters: [String: JSON]
        let response: JSON
    }

    /// The examples of each action.
    private let examples: [String: [Example]]

    init() throws {
        var examples: [String: [Example]] = [:]
        for (service, version) in [("live", "v20180801"), ("vod", "v20180717")] {
            let path = Programs.sitePackage("tccli/services/\(service)/\(version)", beginning: "examples.json")
            let file = try JSON(text: String(contentsOfFile: path, encoding: .utf8))
            for (action, list) in file["actions"].members ?? [:] {
                examples["\(service).\(action)"] = try (list.array ?? []).map { example in
                    Example(
                        parameters: try Self.parameters(of: example["input"].string ?? ""),
                        response: try JSON(text: example["output"].string ?? "")["Response"])
                }
            }
        }
        self.examples = examples
    }

    /// An example by its number, from 0.
    func example(_ action: String, _ number: Int, of service: String) throws -> Example {
        let list = try #require(examples["\(service).\(action)"])
        return try #require(list.indices.contains(number) ? list[number] : nil)
    }

    /// How many examples an action has.
    func count(_ action: String) -> Int {
        ["live", "vod"].compactMap { examples["\($0).\(action)"]?.count }.reduce(0, +)
    }

    /// The parameters of a request as the document writes it: a URL whose query is dotted, or headers and a JSON body.
    private static func parameters(of input: String) throws -> [String: JSON] {
        guard input.hasPrefix("https://") else {
            let body = input.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
            return try JSON(text: body).members ?? [:]
        }
        let query = input.split(separator: "?", maxSplits: 1).last?.filter { !$0.isNewline } ?? ""
        var parameters = JSON.object([:])
        for pair in query.split(separator: "&").dropFirst() {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            let value = parts[1].replacing("+", with: " ").removingPercentEncoding ?? parts[1]
            parameters = parameters.setting(parts[0].split(separator: "."), to: .string(value))
        }
        return parameters.members ?? [:]
    }
}

extension JSON {
    /// The value with another at a dotted path; numbers are indices of lists, taken in their order.
    fileprivate func setting(_ path: some Collection<Substring>, to value: JSON) -> JSON {
        guard let name = path.first else { return value }
        let rest = path.dropFirst()
        guard let index = Int(name) else {
            return .object((members ?? [:]).merging([String(name): self[String(name)].setting(rest, to: value)]) { $1 })
        }
        var list = array ?? []
        if index == list.count { list.append(.null) }
        list[index] = list[index].setting(rest, to: value)
        return .array(list)
    }
}
