// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Foundation
import Testing

@testable import AircheckServer

@Suite("Credentials file")
struct CredentialsFileTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/credentials.json" }
    private var configuration: ServerConfiguration

    init() throws {
        folder = try TemporaryFolder()
        configuration = ServerConfiguration()
        configuration.dataDirectory = folder.path
    }

    private func load(_ configuration: ServerConfiguration? = nil) throws -> (ids: [String], made: String?) {
        let (credentials, made) = try CredentialsFile.load(configuration ?? self.configuration)
        return (credentials.map(\.secretID), made?.secretId)
    }

    @Test("is made at the first start, for its owner only, and used again")
    func firstStart() throws {
        let first = try load()
        let made = try #require(first.made)
        #expect(first.ids == [made])
        #expect(made.hasPrefix("AKID") && made.count == 36)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["credentials.json"])
        let second = try load()
        #expect(second.ids == [made])
        #expect(second.made == nil)
    }

    @Test("makes other credentials in another folder")
    func others() throws {
        let other = try TemporaryFolder()
        var configuration = configuration
        configuration.dataDirectory = other.path
        #expect(try load().ids != load(configuration).ids)
    }

    @Test("stands behind the settings, which make no file")
    func settings() throws {
        var configuration = configuration
        (configuration.secretID, configuration.secretKey) = ("mine", "key")
        #expect(try load(configuration).ids == ["mine"])
        #expect(!FileManager.default.fileExists(atPath: path))
        let made = try #require(try load().made)
        #expect(try load(configuration).ids == ["mine", made])
        configuration.secretID = made
        #expect(try CredentialsFile.load(configuration).credentials == [Credential(secretID: made, secretKey: "key")])
    }

    @Test("may hold several credentials, and is made anew when it holds none")
    func several() throws {
        let text = #"{"credentials":[{"secretId":"a","secretKey":"1"},{"secretId":"b","secretKey":"2"}]}"#
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(try load().ids == ["a", "b"])
        try Data(#"{"credentials":[]}"#.utf8).write(to: URL(filePath: path))
        #expect(try load().made != nil)
    }

    @Test("refuses to start on a file that can't be read, rather than to write over it", arguments: ["", "{}", "[]"])
    func unreadable(text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(throws: SettingsError.self) { try load() }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
    }
}
