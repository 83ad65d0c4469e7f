// SPDX-License-Identifier: Apache-2.0

import Foundation
import Recorder
import Yams

/// Why the settings were refused: one clear line.
package struct SettingsError: Error, Hashable, CustomStringConvertible {
    package var description: String
}

extension ServerConfiguration {
    /// Reads the settings: command line over environment over file over default.
    ///
    /// - Parameters:
    ///   - arguments: what stands behind `aircheck serve`: `--name value` or `--name=value`.
    ///   - environment: all variables; those that begin with `AIRCHECK_` must be settings.
    /// - Throws: `SettingsError` for an unknown name or a bad value.
    package init(arguments: [String], environment: [String: String]) throws {
        self.init()
        var options = try Self.options(in: arguments)
        let file = options.removeValue(forKey: "config") ?? environment["AIRCHECK_CONFIG"]
        if let file { try apply(Self.keys(inFile: file)) { "\(file): \($0)" } }
        try apply(Self.variables(in: environment)) { name in
            Setting.all.first { $0.name == name }?.environmentName ?? name
        }
        try apply(options) { "--\($0)" }
        guard (secretID == nil) == (secretKey == nil) else {
            throw SettingsError(description: "--secret-id and --secret-key go together")
        }
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw SettingsError(description: "--tls-certificate and --tls-key go together")
        }
        guard tlsCertificate != nil || (httpsAddress == nil && rtmpsAddress == nil) else {
            throw SettingsError(description: "--https-address and --rtmps-address need --tls-certificate and --tls-key")
        }
        _ = try objectStore.rules(nameOffset: recording.nameOffset)
        guard httpAddress != nil || httpsAddress != nil else {
            throw SettingsError(description: "--http-address off needs --https-address")
        }
    }

    private mutating func apply(_ values: [String: String], source: (String) -> String) throws {
        for (name, text) in values.sorted(by: { $0.key < $1.key }) {
            guard let setting = Setting.all.first(where: { $0.name == name }) else {
                throw SettingsError(description: "unknown setting \(source(name))")
            }
            guard setting.apply(&self, text) else {
                throw SettingsError(
                    description: "\(source(name)) takes \(setting.placeholder) (\(setting.help)), not \"\(text)\"")
            }
        }
    }

    private static func options(in arguments: [String]) throws -> [String: String] {
        var options: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                throw SettingsError(description: "unexpected argument \"\(argument)\"")
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                throw SettingsError(description: "--\(name) needs a value")
            }
            guard options.updateValue(value, forKey: name) == nil else {
                throw SettingsError(description: "--\(name) is given twice")
            }
        }
        return options
    }

    private static func variables(in environment: [String: String]) throws -> [String: String] {
        var values: [String: String] = [:]
        for (variable, value) in environment where variable.hasPrefix("AIRCHECK_") && variable != "AIRCHECK_CONFIG" {
            guard let setting = Setting.all.first(where: { $0.environmentName == variable }) else {
                throw SettingsError(description: "unknown setting \(variable) in the environment")
            }
            values[setting.name] = value
        }
        return values
    }

    /// The keys of a YAML file; JSON is YAML too.
    private static func keys(inFile path: String) throws -> [String: String] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw SettingsError(description: "\(path) can't be read")
        }
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch {
            throw SettingsError(description: "\(path) is neither YAML nor JSON")
        }
        guard let node else { return [:] }
        guard case .mapping(let mapping) = node else {
            throw SettingsError(description: "\(path) must hold settings as NAME: VALUE")
        }
        var values: [String: String] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, let text = value.scalar?.string else {
                throw SettingsError(description: "\(path) must hold settings as NAME: VALUE")
            }
            values[name] = text
        }
        return values
    }
}
