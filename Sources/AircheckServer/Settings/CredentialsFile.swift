// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Crypto
import Foundation

/// `credentials.json` in the data folder: the keys with which API requests may be signed.
struct CredentialsFile: Codable {
    struct Entry: Codable {
        var secretId: String
        var secretKey: String
    }

    var credentials: [Entry]

    /// The credentials to accept: those of the settings, and those of the file, which is made when there are none.
    ///
    /// - Returns: also the entry that was made just now, to be shown once.
    static func load(_ configuration: ServerConfiguration) throws -> (credentials: [Credential], made: Entry?) {
        let url = URL(fileURLWithPath: configuration.dataDirectory).appendingPathComponent("credentials.json")
        var entries: [Entry] = []
        var made: Entry?
        if FileManager.default.fileExists(atPath: url.path) {
            do {
                entries = try JSONDecoder().decode(CredentialsFile.self, from: Data(contentsOf: url)).credentials
            } catch {
                throw SettingsError(description: "\(url.path) is not a list of credentials: \(error)")
            }
        }
        if let id = configuration.secretID, let key = configuration.secretKey {
            entries.insert(Entry(secretId: id, secretKey: key), at: 0)
        } else if entries.isEmpty {
            let entry = Entry(secretId: "AKID" + randomText(32), secretKey: randomText(32))
            try write(CredentialsFile(credentials: [entry]), to: url)
            entries = [entry]
            made = entry
        }
        return (entries.map { Credential(secretID: $0.secretId, secretKey: $0.secretKey) }, made)
    }

    private static func write(_ file: CredentialsFile, to url: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let data = try encoder.encode(file)
        guard
            FileManager.default.createFile(
                atPath: url.path, contents: data, attributes: [.posixPermissions: 0o600])
        else { throw SettingsError(description: "\(url.path) can't be written") }
    }

    private static func randomText(_ length: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<length).compactMap { _ in alphabet.randomElement() })
    }
}
