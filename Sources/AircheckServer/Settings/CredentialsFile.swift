// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Foundation
import Glibc

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
            entries.removeAll { $0.secretId == id }
            entries.insert(Entry(secretId: id, secretKey: key), at: 0)
        } else if entries.isEmpty {
            let entry = Entry(secretId: "AKID" + randomText(32), secretKey: randomText(32))
            try write(CredentialsFile(credentials: [entry]), to: url.path)
            entries = [entry]
            made = entry
        }
        return (entries.map { Credential(secretID: $0.secretId, secretKey: $0.secretKey) }, made)
    }

    /// Writes the file whole, and at no moment for others to read.
    private static func write(_ file: CredentialsFile, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let data = try encoder.encode(file)
        let provisional = path + ".part"
        // What a start that was broken off has left may have another mode.
        try? FileManager.default.removeItem(atPath: provisional)
        let descriptor = unsafe open(provisional, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SettingsError(description: "\(path) can't be written") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: data)
        try handle.synchronize()
        guard unsafe rename(provisional, path) == 0 else {
            throw SettingsError(description: "\(path) can't be written")
        }
    }

    private static func randomText(_ length: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<length).compactMap { _ in alphabet.randomElement() })
    }
}
