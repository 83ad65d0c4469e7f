// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Foundation
import Testing

/// The official machine-readable description of a service, as PyPI's `tccli` carries it.
struct OfficialService: Decodable, Sendable {
    struct Action: Decodable, Sendable {
        /// The names of structures.
        let input: String
        let output: String
    }

    struct Structure: Decodable, Sendable {
        let members: [Member]
    }

    struct Member: Decodable, Sendable {
        let name: String
        /// `string`, `int`, `bool`, `float`, `object` or `list`.
        let type: String
        /// The exact type, a structure, or what a list holds.
        let member: String
        let isRequired: Bool?
        let mayBeNull: Bool?
        let isInEveryAnswer: Bool?

        private enum CodingKeys: String, CodingKey {
            case name, type, member
            case isRequired = "required"
            case mayBeNull = "value_allowed_null"
            case isInEveryAnswer = "output_required"
        }
    }

    let actions: [String: Action]
    let objects: [String: Structure]

    static let live = Result { try OfficialService(.live) }
    static let vod = Result { try OfficialService(.vod) }

    /// The description of the service that an action belongs to.
    static func of(_ action: any CloudAPI.Action.Type) throws -> OfficialService {
        switch action.definition.service {
        case .live: try live.get()
        case .vod: try vod.get()
        }
    }

    private init(_ service: Service) throws {
        let version = "v" + service.version.filter { $0 != "-" }
        let file = try Self.sitePackages("tccli/services/\(service.rawValue)/\(version)/api.json")
        self = try JSONDecoder().decode(OfficialService.self, from: Data(contentsOf: file))
    }

    /// A file of the Python packages that `make test` installs.
    static func sitePackages(_ path: String) throws -> URL {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let libraries = root.appendingPathComponent(".build-venv/lib")
        let pythons = try FileManager.default.contentsOfDirectory(atPath: libraries.path)
        let python = try #require(pythons.first { $0.hasPrefix("python3") })
        return libraries.appendingPathComponent("\(python)/site-packages/\(path)")
    }

    func input(of action: any CloudAPI.Action.Type) throws -> [Member] {
        try members(of: #require(actions[action.definition.name]).input)
    }

    func output(of action: any CloudAPI.Action.Type) throws -> [Member] {
        try members(of: #require(actions[action.definition.name]).output)
    }

    func members(of structure: String) throws -> [Member] {
        try #require(objects[structure], "\(structure)").members
    }

    /// What a member must be, as our own declarations say it.
    func kind(of member: Member) throws -> ParameterDeclaration.Kind {
        switch member.type {
        case "list": .list(try kind(named: member.member))
        case _: try kind(named: member.member)
        }
    }

    private func kind(named name: String) throws -> ParameterDeclaration.Kind {
        switch name {
        case "string", "datetime", "datetime_iso": .string
        case "int64": .integer(isSigned: true)
        case "uint64": .integer(isSigned: false)
        case "bool": .boolean
        case "float": .float
        case _: .object(try declarations(of: members(of: name)))
        }
    }

    /// The members as our own declarations would say them.
    func declarations(of members: [Member]) throws -> [ParameterDeclaration] {
        try members.map { member in
            ParameterDeclaration(name: member.name, kind: try kind(of: member), isRequired: member.isRequired ?? false)
        }
    }
}
