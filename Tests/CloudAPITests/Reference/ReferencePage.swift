// SPDX-License-Identifier: Apache-2.0

import CloudAPI

/// `docs/api.md`: every action as its definition, its reading of a request and a full answer tell it.
struct ReferencePage {
    /// A parameter or a member, with what is inside of it.
    private struct Row: Hashable {
        var name: String
        var type: String
        var isRequired = false
        var inside: [Row] = []
    }

    /// Makes the page; the answers come from calls to a catalogue that has something of everything.
    static func text() async throws -> String {
        var lines = introduction
        for service in Service.allCases {
            lines += ["", "## `\(service.rawValue)`, version \(service.version)"]
            for action in ActionTable.actions where action.definition.service == service {
                lines += try await section(action)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let introduction: [String] =
        [
            "# The actions", "",
            "Made from the action table by `make reference`, and compared with it by a test: do not edit. Parameters",
            "inside of others are written with dots, elements of lists with `[]`. Every answer has a `RequestId` besides.",
            "",
            "## Errors of every call", "", "| code | |", "|---|---|",
        ] + ErrorCode.common.map(row) + Service.allCases.flatMap { $0.accountErrors }.map(row)

    private static func row(_ code: ErrorCode) -> String { "| `\(code.rawValue)` | \(code.sentence) |" }

    private static func section(_ action: any Action.Type) async throws -> [String] {
        let definition = action.definition
        var lines = ["", "### \(definition.name)", ""]
        let regions =
            switch definition.regions {
            case .any: "in any region"
            case .only(let names): "served in " + names.sorted().joined(separator: ", ")
            }
        lines.append("\(definition.requestsPerSecond) calls a second, \(regions).")
        lines += table("parameter", action.parameters.map(row), showsRequired: true)
        let call = ConformanceCall.of(action).first?.parameters ?? [:]
        var answer = try await ConformanceWorld().call(action, call).response
        answer.members.removeAll { $0.name == "RequestId" }
        lines += table("answer", answer.members.map { row($0.name, $0.value) }, showsRequired: false)
        if !definition.limits.isEmpty { lines += [""] + definition.limits.map { "- \($0)" } }
        if !definition.errors.isEmpty { lines += ["", "| code | |", "|---|---|"] + definition.errors.map(row) }
        let others = definition.documentedErrors.subtracting(definition.allErrors).map { "`\($0.rawValue)`" }.sorted()
        if !others.isEmpty { lines += ["", "Documented, and answered with `--api-faults` alone:", wrapped(others)] }
        return lines
    }

    /// The words in lines of the width of all our documents.
    private static func wrapped(_ words: [String]) -> String {
        var lines = [""]
        for word in words.dropLast().map({ $0 + "," }) + words.suffix(1).map({ $0 + "." }) {
            let line = lines.removeLast()
            if line.isEmpty {
                lines.append(word)
            } else {
                lines += line.count + word.count < 120 ? ["\(line) \(word)"] : [line, word]
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func table(_ title: String, _ rows: [Row], showsRequired: Bool) -> [String] {
        guard !rows.isEmpty else { return [] }
        let head = showsRequired ? ["| \(title) | type | |", "|---|---|---|"] : ["| \(title) | type |", "|---|---|"]
        return [""] + head + flattened(rows, below: "", showsRequired: showsRequired)
    }

    /// Rows of the same inside as one before them point there.
    private static func flattened(_ rows: [Row], below path: String, showsRequired: Bool) -> [String] {
        rows.enumerated().flatMap { index, row -> [String] in
            let twin = rows[..<index].first { !row.inside.isEmpty && $0.inside == row.inside }
            let name = "`\(path)\(row.name)`"
            let type = row.type + (twin.map { ", as `\(path)\($0.name)`" } ?? "")
            let line = "| \(name) | \(type) |" + (showsRequired ? row.isRequired ? " required |" : " |" : "")
            guard twin == nil else { return [line] }
            let separator = row.type.hasPrefix("list") ? "[]." : "."
            return [line] + flattened(row.inside, below: path + row.name + separator, showsRequired: showsRequired)
        }
    }

    // MARK: What is taken

    private static func row(_ declaration: ParameterDeclaration) -> Row {
        Row(
            name: declaration.name, type: type(declaration.kind), isRequired: declaration.isRequired,
            inside: inside(declaration.kind))
    }

    private static func type(_ kind: ParameterDeclaration.Kind) -> String {
        switch kind {
        case .string: "string"
        case .integer(let isSigned): isSigned ? "int64" : "uint64"
        case .boolean: "boolean"
        case .float: "float"
        case .object: "object"
        case .list(let element): "list of \(type(element))"
        }
    }

    private static func inside(_ kind: ParameterDeclaration.Kind) -> [Row] {
        switch kind {
        case .object(let members): members.map(row)
        case .list(let element): inside(element)
        case .string, .integer, .boolean, .float: []
        }
    }

    // MARK: What is answered

    private static func row(_ name: String, _ value: JSONValue) -> Row {
        Row(name: name, type: type(value), inside: inside(value))
    }

    private static func type(_ value: JSONValue) -> String {
        switch value {
        case .null: "always null"
        case .boolean: "boolean"
        case .number(let text): text.contains(".") ? "float" : "integer"
        case .string: "string"
        case .list(let values): values.first.map { "list of \(type($0))" } ?? "list, always empty"
        case .object: "object"
        }
    }

    private static func inside(_ value: JSONValue) -> [Row] {
        switch value {
        case .object(let object): object.members.map { row($0.name, $0.value) }
        case .list(let values): values.first.map(inside) ?? []
        case .null, .boolean, .number, .string: []
        }
    }
}
