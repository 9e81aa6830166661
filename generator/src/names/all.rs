//! Questions about all names of a description.

use super::{Members, Names, TypeNames, reserved, role};
use crate::ir::{TypeDef, TypeId, Types};

impl Names {
    /// Returns the types that are declared, each with its names: a second name that is taken is not.
    pub(crate) fn declared<'a>(
        &'a self,
        types: &'a Types,
    ) -> impl Iterator<Item = (TypeId, &'a TypeDef, &'a TypeNames)> {
        let all = types.entries().zip(&self.types);
        let declared = all.filter(|(_, names)| names.declared.is_none());
        declared.map(|((id, def), names)| (id, def, names))
    }

    /// Returns the name of every method, field and argument.
    pub(crate) fn methods(&self) -> impl Iterator<Item = &str> {
        let fields = self.types.iter().flat_map(|names| -> Vec<&str> {
            match &names.members {
                Members::Fields(fields) => fields.iter().map(|(name, _)| name.plain()).collect(),
                Members::Variants(_) | Members::None => Vec::new(),
            }
        });
        let operations = self.operations.iter().flat_map(|names| {
            let parameters = names.parameters.iter().map(|names| names.name.plain());
            let headers = names.header_fields.iter().map(role::FieldName::plain);
            let forms = names
                .contents
                .iter()
                .filter_map(|names| names.form.as_ref());
            let parts = forms.flat_map(|form| form.parts.iter().map(role::FieldName::plain));
            std::iter::once(names.method.plain())
                .chain(parameters)
                .chain(headers)
                .chain(parts)
        });
        let client = &self.client;
        let variables = client.variables.iter().map(|names| names.setter.plain());
        let setters = client.credentials.iter().chain(&client.parameters);
        let setters = setters.map(role::MethodName::plain);
        let short = self.sub_clients.iter().flat_map(|names| &names.methods);
        let short = short.map(|(_, name)| name.plain());
        let all = fields.chain(operations).chain(variables).chain(setters);
        all.chain(short)
    }

    /// Whether a module may have the same name as the module that contains it.
    pub(crate) fn has_module_inception(&self) -> bool {
        let operations = self.operations.iter().map(|names| names.method.plain());
        let tags = self.modules.names().iter().map(role::ModuleName::plain);
        let mut names = tags.chain(operations).chain([self.module.as_str()]);
        names.any(|name| reserved::ROOT_PATHS.contains(&name))
    }

    /// Whether a model has the name of its constructor.
    pub(crate) fn has_model_named_new(&self) -> bool {
        let mut types = self.types.iter();
        types.any(|names| names.name.plain() == "New")
    }

    /// Whether a name has letters that are not ASCII.
    pub(crate) fn has_other_scripts(&self) -> bool {
        self.all().any(|name| !name.is_ascii())
    }

    /// Whether a name has letters that only exist in one case, such as `ª` and `𝒜`.
    pub(crate) fn has_letters_of_one_case(&self) -> bool {
        let is_single = |c: char| {
            c.is_lowercase() && c.to_uppercase().eq([c])
                || c.is_uppercase() && c.to_lowercase().eq([c])
        };
        self.all().any(|name| name.contains(is_single))
    }

    /// Returns every name: of types, variants, methods, fields, arguments, tags and statics.
    fn all(&self) -> impl Iterator<Item = &str> {
        let types = self.types.iter().map(|names| names.name.plain());
        let variants = self.types.iter().flat_map(|names| match &names.members {
            Members::Variants(variants) => variants.as_slice(),
            _ => &[],
        });
        let variants = variants.map(|(name, _)| name.plain());
        let variables = self.client.variables.iter();
        let values = variables.flat_map(|names| names.values.iter().map(role::VariantName::plain));
        let servers = self.client.servers.iter().map(role::VariantName::plain);
        let tags = self.modules.names().iter().map(role::ModuleName::plain);
        let statics = self
            .operations
            .iter()
            .flat_map(super::OperationNames::statics);
        let statics = statics.map(role::ConstName::plain);
        self.methods()
            .chain(types)
            .chain(variants)
            .chain(values)
            .chain(servers)
            .chain(tags)
            .chain(statics)
    }
}
