//! A plan that is asked about, carried out and reported, whatever made it: a roster, or a command about
//! several numbers.

mod account;
mod confirm;
mod course;
mod direct;
mod settle;

pub(crate) use self::{
    account::Account,
    confirm::confirm,
    course::{GivenOut, Manner, Next, Ready, run},
    direct::begin,
    settle::{open_store, settle},
};
