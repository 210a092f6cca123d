from django.urls import path

from accounts.views import people

urlpatterns = [
    path("people/<str:handle>/", people.person, name="person"),
    path("accounts/profile/", people.settings, name="profile-settings"),
    path("accounts/token/", people.token, name="form-token"),
    path("accounts/forget/", people.forget, name="forget-device"),
]
