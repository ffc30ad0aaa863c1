//! What a path in a module stands for.

use crate::source::{Modules, Names};

/// The crate's own names and those of others.
pub(crate) struct Resolver<'a> {
    pub(crate) modules: &'a Modules,
}

impl Resolver<'_> {
    /// The full path of what `path` stands for in `module`: its first name is a crate's. `None` for
    /// what is no path to an item: `Self`, a parameter.
    pub(crate) fn resolve(&self, module: &Names, path: &Names) -> Option<Names> {
        let first = path[0].as_str();
        let rest = &path[1..];
        let absolute = match first {
            "crate" => [&module[..1], rest].concat(),
            "self" => [&module[..], rest].concat(),
            "super" => {
                let parent = module[..module.len() - 1].to_vec();
                return self.resolve(&parent, &[&["self".to_owned()], rest].concat());
            }
            name => {
                let here = &self.modules[module];
                // A function may have its module's name; what a path begins with is a module.
                let inner = [&module[..], &path[..1]].concat();
                if path.len() > 1 && self.modules.contains_key(&inner) {
                    return Some(self.followed([&module[..], path].concat()));
                }
                if let Some(used) = here.uses.get(name) {
                    // A crate may be brought in by its own name.
                    if used.path == path[..1] {
                        return Some(path.clone());
                    }
                    return self.resolve(module, &[&used.path[..], rest].concat());
                }
                let is_here = here
                    .items
                    .iter()
                    .any(|item| name_of(item) == Some(name.into()))
                    || self
                        .modules
                        .contains_key(&[&module[..], &path[..1]].concat());
                if is_here {
                    [&module[..], path].concat()
                } else if let Some(place) = self.in_globs(module, path) {
                    return Some(place);
                } else if let Some(of_std) = prelude(name) {
                    return Some([&["std".to_owned(), of_std.to_owned()], rest].concat());
                } else if path.len() > 1 && name.starts_with(char::is_lowercase) {
                    // A crate's name. (A parameter's begins in upper case.)
                    return Some(path.clone());
                } else {
                    return None;
                }
            }
        };
        Some(self.followed(absolute))
    }

    fn in_globs(&self, module: &Names, path: &[String]) -> Option<Names> {
        self.modules[module].globs.iter().find_map(|glob| {
            let from = self.resolve(module, &glob.path)?;
            let has_it = |item| name_of(item).as_ref() == Some(&path[0]);
            let is_there = self.modules.get(&from)?.items.iter().any(has_it);
            is_there.then(|| [&from[..], path].concat())
        })
    }

    /// Where a path of this crate ends, when what it names is passed on from elsewhere.
    fn followed(&self, path: Names) -> Names {
        for length in (1..path.len()).rev() {
            let Some(module) = self.modules.get(&path[..length]) else {
                continue;
            };
            let Some(used) = module.uses.get(&path[length]) else {
                let place = self.in_globs(&path[..length].to_vec(), &path[length..]);
                return place.unwrap_or(path);
            };
            let further = [&used.path[..], &path[length + 1..]].concat();
            return self
                .resolve(&path[..length].to_vec(), &further)
                .unwrap_or(path);
        }
        path
    }
}

/// The name of an item that has one.
pub(crate) fn name_of(item: &syn::Item) -> Option<String> {
    let name = match item {
        syn::Item::Const(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        syn::Item::Static(item) => &item.ident,
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        syn::Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// What needs no `use`: primitive types, and the prelude of the edition.
fn prelude(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 43] = [
        "bool",
        "char",
        "f32",
        "f64",
        "i8",
        "i16",
        "i32",
        "i64",
        "i128",
        "isize",
        "str",
        "u8",
        "u16",
        "u32",
        "u64",
        "u128",
        "usize",
        "AsRef",
        "AsMut",
        "Box",
        "Clone",
        "Copy",
        "Default",
        "Drop",
        "Eq",
        "Extend",
        "Fn",
        "FnMut",
        "FnOnce",
        "From",
        "Future",
        "Into",
        "IntoFuture",
        "IntoIterator",
        "Iterator",
        "Option",
        "Ord",
        "PartialEq",
        "PartialOrd",
        "Result",
        "Send",
        "Sized",
        "String",
    ];
    const MORE: [&str; 10] = [
        "Sync", "ToOwned", "ToString", "TryFrom", "TryInto", "Unpin", "Vec", "Some", "Ok", "Err",
    ];
    NAMES.into_iter().chain(MORE).find(|known| *known == name)
}
